"""Phones that nobody has come in on yet, and what they say of themselves."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from district import new_id


def public_key() -> str:
    """A fresh raw public key, as a phone makes one."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return base64.b64encode(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()


@dataclass
class Handset:
    """A phone that nobody has come in on yet."""

    device: str = field(default_factory=new_id)
    signing_key: str = field(default_factory=public_key)

    def says(self, **more: Any) -> dict[str, Any]:
        return {"device": self.device, "signing_key": self.signing_key, "app": "0.1.0", **more}
