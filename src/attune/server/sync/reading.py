"""What a phone has sent, taken apart: each entry alone, so that one that cannot be read never holds up another. No database here."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from attune.journal import Entry, InvalidEntry, JournalError, read_entry
from attune.server.errors import Refused

log = logging.getLogger("attune.sync")

PROTOCOL = 1
MOST_ENTRY = 256 * 1024
MOST_PLACES = 20
# A body with something in it that Python's reader refuses is taken apart by hand, up to this size.
MOST_TAKEN_APART = 8_000_000

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,60}$")]
Printable = Annotated[str, StringConstraints(pattern=r"^[ -~]{0,40}$")]
Release = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


class Told(BaseModel):
    """Fields of a newer app are left alone: an old server talks to it all the same."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Unsent(Told):
    count: int = Field(default=0, ge=0, le=2_000_000_000)
    oldest_on: date | None = None


class Tags(Told):
    roster: Word | None = None


class Said(Told):
    """A sync request: docs/reference/sync.md, "Talking"."""

    protocol: Literal[1]
    app: Printable
    release: Release | None = None
    epoch: Word | None = None
    turn: Word | None = None
    now: Annotated[str, StringConstraints(max_length=40)] | None = None
    last_n: int = Field(default=0, ge=0)
    cursors: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    unsent: Unsent = Field(default_factory=Unsent)
    keeps: Literal["kept", "not_kept", "cannot_say"] = "cannot_say"
    tags: Tags = Field(default_factory=Tags)
    entries: list[Any] = Field(default_factory=list)
    parcels: list[Any] = Field(default_factory=list)
    # What was brought in this very request need not travel back: its id is enough.
    brief: bool = False


class Unreadable:
    """Stands in the list of entries for one whose JSON could not be read."""


@dataclass(frozen=True, slots=True)
class Read:
    """One entry as far as it could be read. `fault` is the reason why it cannot be stored, if there is one already."""

    raw: Any
    id: str | None
    entry: Entry | None = None
    envelope: str = ""
    body: str = ""
    fault: str | None = None
    places: tuple[str, ...] = ()


def read_said(body: bytes) -> Said:
    """The request in `body`. Raises Refused when the request itself, not one of its entries, is wrong."""
    raw = _parse(body)
    if not isinstance(raw, dict):
        raise Refused("unreadable", "A sync is a JSON object.")
    if raw.get("protocol") != PROTOCOL or isinstance(raw.get("protocol"), bool):
        raise Refused(
            "unknown_protocol", f"This server speaks protocol {PROTOCOL}. Update the app or the server."
        )
    try:
        return Said.model_validate(raw)
    except ValidationError as error:
        places = sorted(
            {str(found["loc"][0]) for found in error.errors(include_input=False, include_url=False)}
        )
        raise Refused(
            "not_valid", f"These parts of the sync are wrong: {', '.join(places)}.", status=422
        ) from None


def read_entries(body: bytes) -> list[Any]:
    """The list of entries in `body`, which a parcel holds. Raises Refused."""
    found = _parse(b'{"entries":' + body + b"}")
    if not isinstance(found, dict) or set(found) != {"entries"} or not isinstance(found["entries"], list):
        raise Refused("unreadable", "A parcel holds a list of entries.")
    return found["entries"]


def read_one(raw: Any) -> Read:
    """One entry, read and checked against its kind; never raises."""
    id_ = raw.get("id") if isinstance(raw, dict) else None
    if not (isinstance(id_, str) and UUID7.fullmatch(id_)):
        return Read(raw, None, fault="unreadable")
    try:
        body = canonical(raw.get("body"))
        envelope = canonical({name: value for name, value in raw.items() if name != "body"})
        size = len(envelope) + len(body)
        if size > MOST_ENTRY or (size > MOST_ENTRY // 4 and _bytes(envelope + body) > MOST_ENTRY):
            return Read(raw, id_, fault="too_large")
        entry = read_entry(raw, blank=True)
        (envelope + body).encode()  # half a character can be no text of a database
    except InvalidEntry as error:
        return Read(raw, id_, fault="invalid_entry", places=_places(fault.place for fault in error.faults))
    except JournalError as error:
        known = error.code in ("unknown_kind", "unknown_version")
        return Read(raw, id_, fault=error.code if known else "invalid_entry")
    except (UnicodeEncodeError, RecursionError, OverflowError, ValueError):
        return Read(raw, id_, fault="invalid_entry")
    except Exception:  # a fault of ours in one entry must not hold up the others
        log.exception("entry_not_read")
        return Read(raw, id_, fault="invalid_entry")
    return Read(raw, id_, entry, envelope, body)


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # whole numbers of more than 64 bits, half characters, hundreds of levels
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def kept_text(raw: Any) -> str:
    """Anything that came, as text that every database takes: letters outside ASCII are written as escapes."""
    return json.dumps(raw, sort_keys=True, separators=(",", ":"))


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _places(places: Any) -> tuple[str, ...]:
    # A place may hold a key that somebody made up: only harmless letters of it are told.
    return tuple(re.sub(r"[^A-Za-z0-9_.\[\]-]", "?", place)[:100] for place in places)[:MOST_PLACES]


# ---------------------------------------------------------------- taking a body apart


# The quick reader makes of longer whole numbers something that is only nearly the same.
_LONG_NUMBER = re.compile(rb"[:,\[\s-][1-9][0-9]{18}")


def _parse(body: bytes) -> Any:
    if not _LONG_NUMBER.search(body):
        with suppress(ValueError):
            return orjson.loads(body)
    return _parse_slowly(body)


def _parse_slowly(body: bytes) -> Any:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Refused("unreadable", "The body of the request is not UTF-8.") from None
    try:
        return _json(text)
    except (ValueError, RecursionError):
        return _taken_apart(text)


def _json(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _taken_apart(text: str) -> Any:
    """A request in which some entry is no JSON that can be read: nested too deeply, a number of thousands of digits, NaN."""
    refusal = Refused("unreadable", "The body of the request is not JSON in UTF-8.")
    if len(text) > MOST_TAKEN_APART:
        raise refusal
    span = _entries_span(text)
    if span is None:
        raise refusal
    begin, end, slices = span
    try:
        request = _json(text[:begin] + "[]" + text[end:])
    except (ValueError, RecursionError):
        raise refusal from None
    return {**request, "entries": [_or_unreadable(text[a:b]) for a, b in slices]}


def _or_unreadable(text: str) -> Any:
    try:
        return _json(text)
    except (ValueError, RecursionError):
        return Unreadable()


_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]+|[\]}]+|[,:]', re.DOTALL)


def _entries_span(text: str) -> tuple[int, int, Sequence[tuple[int, int]]] | None:
    """Where the value of "entries" of the outermost object begins and ends, and each of its items."""
    depth, begin, start, key = 0, None, 0, ""
    slices: list[tuple[int, int]] = []
    for found in _TOKEN.finditer(text):
        token = found.group()
        if token[0] in "[{":
            if begin is None and depth == 1 and key == '"entries":' and token[0] == "[":
                begin = found.start()
                start = begin + 1
            depth += len(token)
        elif token[0] in "]}":
            if begin is not None and depth - len(token) < 2:  # the list closes within this run
                end = found.start() + depth - 2
                if text[start:end].strip():
                    slices.append((start, end))
                return begin, end + 1, slices
            depth -= len(token)
        elif token == "," and depth == 2 and begin is not None:
            slices.append((start, found.start()))
            start = found.end()
        elif depth == 1:
            key = key + token if token == ":" else token
    return None
