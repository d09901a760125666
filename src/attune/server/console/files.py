"""Style sheets and scripts of the console, from our own host, under addresses that change with their content."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from attune.paths import client_dir

_OWN = Path(__file__).resolve().parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
# Ours, and what the client's build copies beside the field app: htmx and the tokens that both faces share.
NAMES = {"console.css": _OWN, "console.js": _OWN, "tokens.css": None, "htmx.js": None}


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    packed: bytes
    mark: str


def address(name: str) -> str:
    """Where the file `name` is served. One that the build has not made yet has an address all the same."""
    found = _file(name)
    return f"/console/files/{found.mark if found else 'none'}/{name}"


@require_safe
def serve(request: HttpRequest, mark: str, name: str) -> HttpResponse:
    found = _file(name)
    if found is None:
        raise Http404
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        found.packed if is_packed else found.content, content_type=_TYPES[Path(name).suffix]
    )
    if is_packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "public, max-age=31536000, immutable" if mark == found.mark else "no-cache"
    return response


def _file(name: str) -> File | None:
    known = next(
        (one for one in NAMES if one == name), None
    )  # a template's own kind of text is no part of a path
    if known is None:
        return None
    path = (NAMES[known] or client_dir() / "console") / known
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=16)
def _read(path: Path, changed: int) -> File:
    content = path.read_bytes()
    return File(content, gzip.compress(content, 9, mtime=0), sha256(content).hexdigest()[:16])
