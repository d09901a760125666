"""Ids are for ever. `ids.lock` lists every released id with its kind, its type and its option codes:

    version 0.1.0
    dep_core question multi low_mood,no_interest

One line per id, in the order of the alphabet; the first line names the version that was locked last. What stands there may
not go away, change its kind or type or lose a code, unless aliases.yaml says what took its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from attune.pack.content import Content
from attune.pack.errors import Findings, Place
from attune.pack.names import Names
from attune.pack.patients import codes as codes_of
from attune.pack.rules import option_codes
from attune.pack.shape import Item

_NOT_LOCKED = ("local line", "cadre")  # named in no entry
_COMMENT = (
    "# Every released id: kind, type, option codes. `attune lock` adds new ones; nothing is ever taken out.\n"
)
_KINDS = (
    "question", "rule", "constant", "presentation", "module", "step", "conclusion", "exit", "plan line", "follow-up", "task",
    "card", "card line", "exercise", "exercise step", "exercise part", "exercise pace", "exercise length",
    "exercise relating", "gate", "caution", "invariant", "virtual patient", "profile", "shared line",
    "crisis text", "step of care", "guidance", "unit of guidance", "tendency", "group", "circumstance", "observation",
)  # fmt: skip
_WRITTEN = {kind: kind.replace(" ", "-") for kind in _KINDS}
_READ = {written: kind for kind, written in _WRITTEN.items()}


@dataclass(frozen=True, slots=True)
class Locked:
    id: str
    kind: str
    type: str = ""
    codes: tuple[str, ...] = ()
    place: Place = field(default=Place("", 1, 1, ""), compare=False)

    def __str__(self) -> str:
        words = (self.id, _WRITTEN[self.kind], self.type, ",".join(self.codes))
        return " ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Lock:
    """What has been released."""

    version: str = "0.0.0"
    ids: Mapping[str, Locked] = field(default_factory=dict)


def locked_now(content: Content, names: Names) -> dict[str, Locked]:
    """What a lock of this pack would list."""
    found = {}
    for named in names.by_id.values():
        if named.kind in _NOT_LOCKED:
            continue
        if named.kind == "virtual patient":
            found[named.id] = Locked(named.id, named.kind, "case", codes_of(named.item), named.place)
            continue
        is_question = named.kind == "question"
        codes = option_codes(named.item, content, names) if is_question and "options" in named.item else None
        type_ = named.item.get("type", "") if is_question else ""
        found[named.id] = Locked(named.id, named.kind, type_, tuple(codes or ()), named.place)
    return found


def read_lock(file: str, text: str, findings: Findings) -> Lock:
    """The lock in `text`; a line that cannot be read is a fault."""
    version, ids = "0.0.0", {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        place = Place(file, number, 1, "")
        if not words or line.startswith("#"):
            continue
        if words[0] == "version" and len(words) == 2:
            version = words[1]
        elif not 2 <= len(words) <= 4 or words[1] not in _READ:
            findings.fault(
                "bad_lock", place, "This line of ids.lock cannot be read.", expected="id kind [type [codes]]"
            )
        else:
            codes = tuple(words[3].split(",")) if len(words) > 3 else ()
            ids[words[0]] = Locked(
                words[0], _READ[words[1]], words[2] if len(words) > 2 else "", codes, place
            )
    return Lock(version, ids)


def write_lock(released: Lock, now: Mapping[str, Locked], version: str) -> str:
    """The lock with what is new added. Codes keep their order, new ones come last."""
    merged = dict(released.ids)
    for name, locked in now.items():
        old = released.ids.get(name)
        codes = tuple(dict.fromkeys([*(old.codes if old else ()), *locked.codes]))
        merged[name] = Locked(name, locked.kind, locked.type, codes)
    lines = [f"version {version}", *(str(merged[name]) for name in sorted(merged))]
    return _COMMENT + "".join(f"{line}\n" for line in lines)


def check_lock(content: Content, names: Names, lock: Lock, findings: Findings, *, complete: bool) -> None:
    """Nothing released is gone, changed or reused. Where files could not be read (not `complete`), nothing is called gone."""
    now = locked_now(content, names)
    aliases: Mapping[str, str] = content.aliases if content.aliases is not None else {}
    _version(content, lock, findings)
    for old in lock.ids.values():
        if old.id in aliases:
            continue
        if old.id in now:
            _same(old, now[old.id], names.by_id[old.id].item, aliases, findings)
        elif complete:
            findings.fault(
                "id_removed", old.place, f"The released {old.kind} {old.id} is gone.", expected="the id back, or its new name in aliases.yaml",
                among=[name for name, locked in now.items() if locked.kind == old.kind and name not in lock.ids], word=old.id,
            )  # fmt: skip
    if content.aliases is not None and complete:
        _aliases(content.aliases, now, lock, findings)


def _version(content: Content, lock: Lock, findings: Findings) -> None:
    version = content.pack.get("version")
    if version is not None and _numbers(version) < _numbers(lock.version):
        findings.fault(
            "version_back", content.pack.at("version"), f"Version {lock.version} was locked, so {version} would go back.",
            expected=f"{lock.version} or later",
        )  # fmt: skip


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.partition("+")[0].split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else (1 << 30,)


def _same(old: Locked, new: Locked, item: Item, aliases: Mapping[str, str], findings: Findings) -> None:
    if new.kind != old.kind:
        said = f"The id {old.id} was released as a {old.kind} and cannot become a {new.kind}."
        findings.fault("id_reused", item.at("id"), said, expected="a new id")
    elif new.type != old.type:
        if "type" in item:
            said = f"The question {old.id} was released as {old.type} and cannot become {new.type}."
            findings.fault("type_changed", item.at("type"), said, expected=f"{old.type}, or a new question")
    elif "options" in item or old.kind == "virtual patient":
        called = "part" if old.kind == "virtual patient" else "option"
        for code in old.codes:
            if code not in new.codes and f"{old.id}.{code}" not in aliases:
                findings.fault(
                    "code_removed", item.at("options"), f"The released {called} {code} of {old.id} is gone.",
                    expected=f"the {called} {code}, or the alias {old.id}.{code}",
                )  # fmt: skip


def _aliases(aliases: Item, now: Mapping[str, Locked], lock: Lock, findings: Findings) -> None:
    for old, new in aliases.items():
        if "." in old:
            _option_alias(aliases, old, new, now, findings)
        elif old in now:
            findings.fault(
                "id_reused",
                aliases.at(old),
                f"The id {old} is an alias and is used again.",
                expected="a new id",
            )
        elif new not in now:
            said = f"The alias {old} points to {new}, which is not in the pack."
            findings.fault(
                "dangling_alias", aliases.at(old), said, expected="an id of the pack", among=now, word=new
            )
        elif old in lock.ids and (lock.ids[old].kind, lock.ids[old].type) != (now[new].kind, now[new].type):
            was, becomes = (f"{locked.type} {locked.kind}".strip() for locked in (lock.ids[old], now[new]))
            said = f"The {was} {old} cannot go on as the {becomes} {new}."
            findings.fault("id_reused", aliases.at(old), said, expected=f"a {was}")


def _option_alias(aliases: Item, old: str, new: str, now: Mapping[str, Locked], findings: Findings) -> None:
    question, _, code = old.partition(".")
    codes = now[question].codes if question in now else ()
    if question not in now:
        said = f"The alias {old} names {question}, which is not in the pack."
        findings.fault(
            "dangling_alias", aliases.at(old), said, expected="QUESTION.CODE", among=now, word=question
        )
    elif new not in codes:
        said = f"The alias {old} points to {new}, which is no option of {question}."
        findings.fault(
            "dangling_alias", aliases.at(old), said, expected=", ".join(codes), among=codes, word=new
        )
    elif code in codes:
        findings.fault(
            "id_reused",
            aliases.at(old),
            f"The option {old} is an alias and is used again.",
            expected="a new code",
        )
