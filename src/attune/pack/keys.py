"""The signing key: ECDSA on P-256, whose signatures WebCrypto verifies. The private part never leaves the server."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from attune.pack.errors import BadKey

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey
SIGNATURE_BYTES = 64
_HALF = SIGNATURE_BYTES // 2


def signing_key(path: Path, given: str | None) -> PrivateKey:
    """The key `given` by ATTUNE_BUNDLE_KEY (PEM text), else that in the file `path`, made on first use for its owner alone."""
    if given:
        return read_key(given.encode(), "ATTUNE_BUNDLE_KEY")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = ec.generate_private_key(ec.SECP256R1())
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(
                made.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
    return read_key(path.read_bytes(), str(path))


def read_key(pem: bytes, name: str) -> PrivateKey:
    """The private key in `pem`. Raises BadKey, which never shows the key."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKey(
            f"{name} holds no private key that can be read; a PEM text without password is needed."
        ) from None
    if not isinstance(key, PrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadKey(f"{name} holds a key of another kind; an elliptic-curve key on P-256 is needed.")
    return key


def sign(content: bytes, key: PrivateKey) -> bytes:
    """The signature as 64 bytes, r then s, as WebCrypto wants it. The same content gives the same bytes where the library can."""
    try:
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        der = key.sign(content, algorithm)
    except UnsupportedAlgorithm:
        der = key.sign(content, ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def is_signed(content: bytes, signature: bytes, key: PublicKey) -> bool:
    """Does the signature fit the content?"""
    if len(signature) != SIGNATURE_BYTES:
        return False
    der = encode_dss_signature(
        int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big")
    )
    try:
        key.verify(der, content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def as_jwk(key: PublicKey) -> dict[str, Any]:
    """The public key as the app reads it."""
    numbers = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _base64url(numbers.x),
        "y": _base64url(numbers.y),
        "alg": "ES256",
        "use": "sig",
        "key_ops": ["verify"],
    }


def from_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """The public key of a `bundle-key.json`."""
    try:
        x, y = (int.from_bytes(base64.urlsafe_b64decode(jwk[name] + "=="), "big") for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except (KeyError, TypeError, ValueError):
        raise BadKey("bundle-key.json holds no public key. `attune bundle publish` writes it anew.") from None


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(_HALF, "big")).rstrip(b"=").decode()
