"""Ids are for ever. `ids.lock` lists every released id with its kind, its type and its option codes:

    dep_core question multi low_mood,no_interest

One line per id, in the order of the alphabet. What stands there may not go away, change its kind or type or lose a code,
unless aliases.yaml says what took its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from attune.pack.content import Content
from attune.pack.errors import Findings, Place
from attune.pack.names import Names
from attune.pack.rules import option_codes
from attune.pack.shape import Item

# Kinds whose ids no journal entry, translation or rule of another version could name are still locked: reuse confuses.
_NOT_LOCKED = ("local line", "cadre")
_COMMENT = (
    "# Every released id: kind, type, option codes. `attune lock` adds new ones; nothing is ever taken out.\n"
)


@dataclass(frozen=True, slots=True)
class Locked:
    id: str
    kind: str
    type: str = ""
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = (self.id, self.kind.replace(" ", "-"), self.type, ",".join(self.codes))
        return " ".join(word for word in words if word)


def locked_now(content: Content, names: Names) -> dict[str, Locked]:
    """What a lock of this pack would list."""
    found = {}
    for named in names.by_id.values():
        if named.kind in _NOT_LOCKED:
            continue
        codes: list[str] = []
        if named.kind == "question" and "options" in named.item:
            codes = option_codes(named.item, content, names) or []
        kind = named.item.get("type", "") if named.kind == "question" else ""
        found[named.id] = Locked(named.id, named.kind, kind, tuple(codes))
    return found


def read_lock(file: str, text: str, findings: Findings) -> dict[str, tuple[Locked, Place]]:
    """The lines of ids.lock; one that cannot be read is a fault."""
    found: dict[str, tuple[Locked, Place]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        place = Place(file, number, 1, "")
        if len(words) < 2 or len(words) > 4 or (words[1] != "question" and len(words) > 2):
            findings.fault(
                "bad_lock", place, "This line of ids.lock cannot be read.", expected="id kind [type [codes]]"
            )
            continue
        codes = tuple(words[3].split(",")) if len(words) > 3 else ()
        kind = words[1].replace("-", " ") if words[1] != "follow-up" else words[1]
        found[words[0]] = (Locked(words[0], kind, words[2] if len(words) > 2 else "", codes), place)
    return found


def write_lock(released: Mapping[str, Locked], now: Mapping[str, Locked]) -> str:
    """The lock with what is new added. Codes keep their order, new ones come last."""
    merged = {**released}
    for name, locked in now.items():
        old = released.get(name)
        codes = tuple(dict.fromkeys([*(old.codes if old else ()), *locked.codes]))
        merged[name] = Locked(name, locked.kind, locked.type, codes)
    return _COMMENT + "".join(f"{merged[name]}\n" for name in sorted(merged))


def check_lock(
    content: Content, names: Names, released: Mapping[str, tuple[Locked, Place]], findings: Findings
) -> None:
    """Nothing released is gone, changed or reused."""
    now = locked_now(content, names)
    aliases = content.aliases if content.aliases is not None else {}
    for old, place in released.values():
        new = now.get(old.id)
        if old.id in aliases:
            continue
        if new is None:
            findings.fault(
                "id_removed", place, f"The released {old.kind} {old.id} is gone.", expected="the id back, or its new name in aliases.yaml",
                among=[name for name, locked in now.items() if locked.kind == old.kind], word=old.id,
            )  # fmt: skip
        else:
            _same(old, new, names, aliases, findings)
    if content.aliases is not None:
        _check_aliases(content.aliases, now, released, findings)


def _same(old: Locked, new: Locked, names: Names, aliases: Mapping[str, str], findings: Findings) -> None:
    item = names.by_id[old.id].item
    if new.kind != old.kind:
        findings.fault(
            "id_reused",
            item.at("id"),
            f"The id {old.id} was released as a {old.kind} and cannot become a {new.kind}.",
            expected="a new id",
        )
        return
    if new.type != old.type:
        findings.fault(
            "type_changed",
            item.at("type"),
            f"The question {old.id} was released as {old.type} and cannot become {new.type}.",
            expected=old.type,
        )
        return
    for code in old.codes:
        if code not in new.codes and f"{old.id}.{code}" not in aliases and "options" in item:
            findings.fault(
                "code_removed", item.at("options"), f"The released option {code} of {old.id} is gone.", expected=f"the option {code}, or an alias {old.id}.{code}",
            )  # fmt: skip


def _check_aliases(
    aliases: Item, now: Mapping[str, Locked], released: Mapping[str, tuple[Locked, Place]], findings: Findings
) -> None:
    for old, new in aliases.items():
        place = aliases.at(old)
        question, _, code = old.partition(".")
        if code:
            codes = now[question].codes if question in now else ()
            if new not in codes:
                findings.fault(
                    "dangling_alias",
                    place,
                    f"The alias {old} points to {new}, which is no option of {question}.",
                    among=codes,
                    word=new,
                )
            elif code in codes:
                findings.fault(
                    "id_reused",
                    place,
                    f"The option {old} is an alias and is used again.",
                    expected="a new code",
                )
            continue
        if old in now:
            findings.fault(
                "id_reused", place, f"The id {old} is an alias and is used again.", expected="a new id"
            )
        elif new not in now:
            findings.fault(
                "dangling_alias",
                place,
                f"The alias {old} points to {new}, which is not in the pack.",
                among=now,
                word=new,
            )
        elif old in released and (released[old][0].kind, released[old][0].type) != (
            now[new].kind,
            now[new].type,
        ):
            was, becomes = released[old][0], now[new]
            findings.fault(
                "id_reused",
                place,
                f"The {was.kind} {old} cannot go on as the {becomes.kind} {new}.",
                expected=f"a {was.type} {was.kind}".replace("  ", " "),
            )
