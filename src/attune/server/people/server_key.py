"""The server's key pair (ECDH P-256), to which phones seal parcels. Made on first use; the private half is kept sealed."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.utils import timezone

from attune.server.people import secrets
from attune.server.people.models import ServerKey

_NAME = "parcels"
_PLACE = "server-key:parcels"


def public_key() -> str:
    """The raw public key (65 bytes), base64, as phones get it when they are admitted."""
    return _key().public


def private_key() -> ec.EllipticCurvePrivateKey:
    """The private key that opens parcels. Raises Misconfigured when ATTUNE_SECRET_KEY is not the one it was sealed with."""
    key = load_pem_private_key(secrets.unseal(_key().private, place=_PLACE).encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the server's key is not of an elliptic curve")
    return key


def _key() -> ServerKey:
    # Two processes at once: the first row stays, and both read it.
    kept = ServerKey.objects.filter(name=_NAME).first()
    if kept is None:
        ServerKey.objects.bulk_create([_made()], ignore_conflicts=True)
        kept = ServerKey.objects.get(name=_NAME)
    return kept


def _made() -> ServerKey:
    pair = ec.generate_private_key(ec.SECP256R1())
    public = pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    private = pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return ServerKey(
        name=_NAME,
        public=base64.b64encode(public).decode("ascii"),
        private=secrets.seal(private.decode("ascii"), place=_PLACE),
        made_at=timezone.now(),
    )
