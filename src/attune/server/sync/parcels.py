"""Parcels: one worker's unsent entries, sealed to this server and signed, brought by anybody (docs/reference/sync.md, "Parcels")."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from attune.journal.bodies import Uuid7
from attune.server.errors import Refused
from attune.server.people.admission import signing_keys
from attune.server.people.models import Account, Phone
from attune.server.people.server_key import private_key
from attune.server.sync.push import Batch, Outcome
from attune.server.sync.reading import UUID7, read_entries, read_one
from attune.server.sync.turns import devices
from attune.server.wire import unpack

CURVE = ec.SECP256R1()
INFO = b"attune-parcel-1"


class Parcel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Uuid7
    format: Literal[1]
    device: Uuid7
    author: Uuid7
    key: Annotated[str, StringConstraints(max_length=100)]
    iv: Annotated[str, StringConstraints(max_length=40)]
    sealed: str
    signature: Annotated[str, StringConstraints(max_length=100)]


@dataclass(frozen=True, slots=True)
class Opened:
    """A parcel, and what was in it or why it could not be opened."""

    id: str | None
    batch: Batch | None = None
    fault: str | None = None

    def outcome(self, inside: Sequence[Outcome]) -> Outcome:
        """What became of the parcel: stored when the server holds all of it, be it set aside."""
        left = [one.reason for one in inside if one.outcome == "refused"]
        fault = self.fault or (left[0] if left else None)
        return Outcome(self.id, "stored" if fault is None else "refused", fault)


def open_parcel(raw: Any) -> Opened:
    """Verify, open and read a parcel; never raises for what somebody sent."""
    try:
        parcel = Parcel.model_validate(raw)
    except ValidationError:
        id_ = raw.get("id") if isinstance(raw, dict) else None
        return Opened(id_ if isinstance(id_, str) and UUID7.fullmatch(id_) else None, fault="unreadable")
    account = Account.objects.filter(id=parcel.author).first()
    phone = Phone.objects.select_related("unit").filter(id=parcel.device).first()
    if account is None or phone is None or not _is_signed(parcel):
        return Opened(parcel.id, fault="bad_signature")
    try:
        entries = read_entries(unpack(_unsealed(parcel)))
    except (ValueError, InvalidTag, Refused):
        return Opened(parcel.id, fault="cannot_open")
    return Opened(parcel.id, Batch(account, phone, devices(phone), [read_one(one) for one in entries]))


def bound(parcel: Parcel) -> bytes:
    """What a parcel binds together: the additional data of the cipher, and the first part of what is signed."""
    return f"attune-parcel-1\n{parcel.id}\n{parcel.device}\n{parcel.author}\n{parcel.key}\n{parcel.iv}\n".encode()


def _is_signed(parcel: Parcel) -> bool:
    try:
        signature, sealed = _bytes(parcel.signature), _bytes(parcel.sealed)
    except ValueError:
        return False
    if len(signature) != 64:
        return False
    pair = (int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    return any(
        _fits(key, encode_dss_signature(*pair), bound(parcel) + sealed)
        for key in signing_keys(parcel.device, parcel.author)  # type: ignore[arg-type]
        if key
    )


def _fits(key: str, signature: bytes, signed: bytes) -> bool:
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _bytes(key))
        public.verify(signature, signed, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _unsealed(parcel: Parcel) -> bytes:
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _bytes(parcel.key))
    secret = private_key().exchange(ec.ECDH(), theirs)
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=INFO).derive(secret)
    return AESGCM(key).decrypt(_bytes(parcel.iv), _bytes(parcel.sealed), bound(parcel))


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
