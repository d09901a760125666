"""POST /api/v1/sync: what a phone and the server say to each other (docs/reference/sync.md)."""

from __future__ import annotations

import gzip
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import BaseModel

from attune.server import wire
from attune.server.sync.exchange import exchange
from attune.server.sync.reading import Said, read_said

router = Router(tags=["sync"])

# Less than this does not become smaller.
LEAST_PACKED = 300


class OutcomeOut(Schema):
    id: str | None
    outcome: Literal["stored", "set_aside", "refused"]
    reason: str | None
    places: list[str]


class ParcelOut(Schema):
    id: str | None
    outcome: Literal["stored", "refused"]
    reason: str | None


class ItemOut(Schema):
    """An entry with the moment it was received, the id of one that came in this request, or the word to forget a subject."""

    number: int
    entry: dict[str, Any] | None = None
    id: str | None = None
    received_at: str | None = None
    forget: str | None = None


class PulledOut(Schema):
    channel: str
    items: list[ItemOut]
    last: int


class BundleOut(Schema):
    release: str | None


class SyncOut(Schema):
    epoch: str
    now: str
    turn: str
    token: str
    device: str
    known: list[list[int]] | None
    withdrawn: list[str]
    outcomes: list[OutcomeOut]
    parcels: list[ParcelOut]
    pulled: list[PulledOut]
    complete: bool
    roster: dict[str, Any] | None
    bundle: BundleOut
    backed_up: str | None


def _described(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of `model` in one piece: what it refers to stands where it is referred to."""
    schema = model.model_json_schema()
    parts = schema.pop("$defs", {})

    def whole(node: Any) -> Any:
        if isinstance(node, list):
            return [whole(one) for one in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return whole(parts[node["$ref"].rpartition("/")[2]])
        return {name: whole(value) for name, value in node.items()}

    return whole(schema)


_SAID = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _described(Said)}}},
}


@router.post("/sync", response={200: SyncOut, **wire.problems(401, 429)}, openapi_extra=_SAID)
def sync(request: HttpRequest) -> Any:
    """Bring entries, and fetch what is new. Sent again it changes nothing."""
    said = read_said(wire.read_body(request))
    token = request.headers["Authorization"].partition(" ")[2]
    answer = exchange(request.auth, token, said, now=timezone.now()).encode()
    response = HttpResponse(content_type="application/json")
    if len(answer) > LEAST_PACKED and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = gzip.compress(answer, 6, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "no-store"
    response.content = answer
    return response
