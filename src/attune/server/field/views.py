"""The content bundle over HTTP: pointers asked for anew each time, and a release's parts that never change."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import condition, require_safe

from attune.server.views import error

FOREVER = "public, max-age=31536000, immutable"
TYPES = {".json": "application/json", ".sig": "application/octet-stream"}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@require_safe
def not_built(request: HttpRequest) -> HttpResponse:
    """Reached only when the built field app is missing: its files are served before the views."""
    return error(503, "app_not_built", "The field app has not been built. Run `make run` in the source tree.")


def _pointer_etag(request: HttpRequest, name: str) -> str | None:
    content = _read(_bundle_dir() / name)
    return None if content is None else f'"{sha256(content).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=_pointer_etag)
def pointer(request: HttpRequest, name: str) -> HttpResponse:
    """What is in force now: `current.json` names the release; what else lies beside it is served alike."""
    content = _read(_bundle_dir() / name)
    if content is None:
        return error(404, "no_bundle", "No content has been published on this server yet.")
    response = HttpResponse(content, content_type=TYPES[Path(name).suffix])
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def part(request: HttpRequest, release: str, part: str) -> HttpResponseBase:
    """One file of a release, in the smallest form that the browser accepts."""
    path = _bundle_dir() / release / part
    content_type = TYPES.get(path.suffix)
    content, encoding = _smallest(path, request.headers.get("Accept-Encoding", ""))
    if content_type is None or content is None:
        return error(404, "no_such_part", "This server does not hold that part of that release.")
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = FOREVER
    response["Vary"] = "Accept-Encoding"
    if encoding is not None:
        response["Content-Encoding"] = encoding
    return response


def _bundle_dir() -> Path:
    return Path(settings.BUNDLE_DIR)


def _smallest(path: Path, accepted: str) -> tuple[bytes | None, str | None]:
    names = {word.split(";")[0].strip() for word in accepted.split(",") if not word.strip().endswith(";q=0")}
    for encoding, suffix in ENCODINGS:
        if encoding in names:
            content = _read(path.with_name(path.name + suffix))
            if content is not None:
                return content, encoding
    return _read(path), None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
