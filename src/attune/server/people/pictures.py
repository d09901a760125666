"""The drawings by which workers know each other where names are not read.

The phone holds what is drawn (`client/src/ui/drawings.ts`); here stand the names alone, so that a slip of the pen is found when the
account is made and not when a circle on the phone stays empty. A test holds the two lists together.
"""

from attune.server.errors import Refused

PREFIX = "picture/"
# Animals, plants, things of every day: in the order of the phone's file.
# fmt: off
NAMES = [
    "bird", "butterfly", "cat", "elephant", "fish", "hen", "snail",
    "tortoise", "banana", "flower", "leaf", "maize", "mango", "mushroom", "tree",
    "bicycle", "boat", "cup", "drum", "key", "kite", "lamp", "moon", "umbrella",
]
# fmt: on


def picture_named(name: str) -> str:
    """`name` ("bird" or "picture/bird") as an account keeps it; "" stays "". Raises Refused (unknown_picture)."""
    plain = name.strip().lower().removeprefix(PREFIX)
    if not plain:
        return ""
    if plain not in NAMES:
        raise Refused(
            "unknown_picture", f"There is no picture {plain!r}. Known are: {', '.join(NAMES)}.", status=422
        )
    return PREFIX + plain
