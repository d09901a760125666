"""What the server keeps sealed: recovery keys, one-time codes, its own private key. Without ATTUNE_SECRET_KEY none can be read.

A copy of the database alone opens no phone. A change of ATTUNE_SECRET_KEY makes everything sealed unreadable for ever.
"""

from __future__ import annotations

import base64
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from attune.server.errors import Misconfigured

_NONCE = 12


def seal(text: str, *, place: str) -> str:
    """`text` sealed (AES-256-GCM), base64. `place` says what it is and whose: moved to another row it does not open."""
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(_key("attune-seal-1")).encrypt(nonce, text.encode(), place.encode())
    return base64.b64encode(nonce + sealed).decode("ascii")


def unseal(sealed: str, *, place: str) -> str:
    """What was sealed for `place`. Raises Misconfigured when this installation's secret is not the one it was sealed with."""
    raw = base64.b64decode(sealed)
    try:
        plain = AESGCM(_key("attune-seal-1")).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode())
    except InvalidTag:
        raise Misconfigured(
            "Something in the database was sealed with another ATTUNE_SECRET_KEY. Set the one it was made with."
        ) from None
    return plain.decode()


def derive(purpose: str, text: str) -> str:
    """43 letters that follow from `text` and this installation's secret, and from nothing less."""
    made = hmac.digest(_key(purpose), text.encode("utf-8", "surrogateescape"), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode("ascii")


def _key(purpose: str) -> bytes:
    return _derived_key(settings.SECRET_KEY, purpose)


@lru_cache(maxsize=8)
def _derived_key(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
