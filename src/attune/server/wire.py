"""The body of a request as it travels: JSON, often compressed, never more than a fixed size, packed or unpacked."""

from __future__ import annotations

import json
import zlib
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from attune.server.errors import Refused

# What is read at most: as it comes, and unpacked. A small body can unpack to gigabytes, so unpacking stops at the limit.
MOST_PACKED = 4_000_000
MOST_UNPACKED = 32_000_000

_TOO_LARGE = "The request is too large. Send fewer entries at once."


def read_json(request: HttpRequest) -> Any:
    """What the body of `request` says. Raises Refused: 400 unreadable, 413 too large, 415 another coding than gzip."""
    body = read_body(request)
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Refused("unreadable", "The body of the request is not JSON in UTF-8.") from None


def read_body(request: HttpRequest) -> bytes:
    """The body of `request`, unpacked."""
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    body: bytes = request.body
    if len(body) > MOST_PACKED:
        raise too_large()
    if coding in ("", "identity"):
        return body
    if coding != "gzip":
        raise Refused("unknown_coding", "Send the body plain or with Content-Encoding: gzip.", status=415)
    return unpack(body)


def too_large() -> Refused:
    return Refused("too_large", _TOO_LARGE, status=413)


def unpack(body: bytes) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        plain = unpacking.decompress(body, MOST_UNPACKED)
    except zlib.error:
        raise Refused("unreadable", "The body of the request is not gzip.") from None
    if unpacking.unconsumed_tail:
        raise too_large()
    if not unpacking.eof:
        raise Refused("unreadable", "The body of the request was cut short. Send it again.")
    return plain


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class ProblemError(Schema):
    code: str
    message: str


class Problem(Schema):
    """Every error of the API: a stable code for programs, a sentence for people."""

    error: ProblemError


def problems(*statuses: int) -> dict[int, type[Problem]]:
    """The errors of a route for its OpenAPI description: these, and those that any body can meet."""
    return dict.fromkeys(sorted({400, 413, 415, 422, *statuses}), Problem)
