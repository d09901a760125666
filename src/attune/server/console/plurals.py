"""Which plural form a language takes for a whole number (Unicode CLDR): the forms that `attune po merge` asks for."""

from __future__ import annotations

from collections.abc import Callable


def plural_form(language: str, n: int) -> str:
    """`one`, `other` and so on, for `n` of something."""
    n = abs(n)
    rule = _RULES.get(language.partition("-")[0])
    return rule(n) if rule else "one" if n == 1 else "other"


def _arabic(n: int) -> str:
    if n < 3:
        return ("zero", "one", "two")[n]
    rest = n % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


def _czech(n: int) -> str:
    return "one" if n == 1 else "few" if 2 <= n <= 4 else "other"


def _french(n: int) -> str:
    return "one" if n < 2 else _latin(n)


def _hebrew(n: int) -> str:
    return {1: "one", 2: "two"}.get(n, "other")


def _latin(n: int) -> str:
    return "one" if n == 1 else "many" if n and n % 1_000_000 == 0 else "other"


def _polish(n: int) -> str:
    return "one" if n == 1 else "few" if _ends_in_two_to_four(n) else "many"


def _russian(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if _ends_in_two_to_four(n) else "many"


def _ends_in_two_to_four(n: int) -> bool:
    return 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14


_RULES: dict[str, Callable[[int], str]] = {
    "ar": _arabic,
    "cs": _czech,
    "es": _latin,
    "fr": _french,
    "he": _hebrew,
    "pl": _polish,
    "pt": _french,
    "ru": _russian,
    "uk": _russian,
    **dict.fromkeys(("id", "ja", "km", "ko", "lo", "ms", "my", "th", "vi", "zh"), lambda n: "other"),
}
