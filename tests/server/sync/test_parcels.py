"""Parcels: opened by this server alone, taken from the one who signed alone, whoever brings them."""

from __future__ import annotations

import base64
import gzip
import json
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from attune.server.people.server_key import public_key
from attune.server.sync.models import Delivery, SetAside, StoredEntry
from district import District, Entries, Field, OnPhone, new_id

CURVE = ec.SECP256R1()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def raw_public(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@pytest.fixture
def signing(district: District) -> dict[str, ec.EllipticCurvePrivateKey]:
    """Each worker's signing key, known to the server."""
    keys = {}
    for name in ("amina", "dawit", "chidi"):
        keys[name] = ec.generate_private_key(CURVE)
        worker = district.phones[name].worker
        worker.signing_key = b64(raw_public(keys[name]))
        worker.save()
    return keys


def seal(
    by: OnPhone,
    key: ec.EllipticCurvePrivateKey,
    entries: list[Any],
    *,
    server: str | None = None,
    plain: bytes | None = None,
) -> dict[str, Any]:
    """A parcel, made as docs/reference/sync.md says."""
    fresh = ec.generate_private_key(CURVE)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, base64.b64decode(server or public_key()))
    secret = HKDF(SHA256(), 32, None, b"attune-parcel-1").derive(fresh.exchange(ec.ECDH(), theirs))
    iv = os.urandom(12)
    parcel = {
        "id": new_id(),
        "format": 1,
        "device": by.device,
        "author": by.author,
        "key": b64(raw_public(fresh)),
        "iv": b64(iv),
    }
    bound = "attune-parcel-1\n{id}\n{device}\n{author}\n{key}\n{iv}\n".format(**parcel).encode()
    plain = gzip.compress(json.dumps(entries).encode()) if plain is None else plain
    sealed = AESGCM(secret).encrypt(iv, plain, bound)
    r, s = decode_dss_signature(key.sign(bound + sealed, ec.ECDSA(SHA256())))
    return parcel | {"sealed": b64(sealed), "signature": b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))}


def outcome(answer: dict[str, Any]) -> tuple[str, str | None]:
    (one,) = answer["parcels"]
    return one["outcome"], one["reason"]


def test_a_parcel_brought_by_a_stranger_is_taken_for_its_author(
    district: District, field: Field, entry: Entries, signing: Any
) -> None:
    amina, chidi = district.phones["amina"], district.phones["chidi"]
    sent = [entry(amina), entry(amina, practice=True)]
    parcel = seal(amina, signing["amina"], sent)
    for _ in range(2):
        answer = field.sync(chidi, parcels=[parcel])
        assert answer["parcels"] == [{"id": parcel["id"], "outcome": "stored", "reason": None}]
        assert answer["pulled"] == []  # who brings it hears nothing of it
    channels = dict(Delivery.objects.values_list("entry_id", "channel"))
    assert {str(id_): channel for id_, channel in channels.items()} == {
        sent[0]["id"]: f"unit:{amina.unit}",
        sent[1]["id"]: f"practice:{amina.author}",
    }
    # Its author syncs later: the same entries are the same.
    assert {one["outcome"] for one in field.sync(amina, sent)["outcomes"]} == {"stored"}
    assert StoredEntry.objects.count() == 2


def test_entries_beside_parcels_keep_their_places(
    district: District, field: Field, entry: Entries, signing: Any
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    parcel = seal(amina, signing["amina"], [entry(amina)])
    broken = {**parcel, "id": new_id()}
    answer = field.sync(dawit, [entry(dawit), 7], parcels=[broken, parcel, "x"])
    assert [one["outcome"] for one in answer["outcomes"]] == ["stored", "refused"]
    assert [(one["id"], one["reason"]) for one in answer["parcels"]] == [
        (broken["id"], "bad_signature"), (parcel["id"], None), (None, "unreadable"),
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["id", "device", "author", "key", "iv", "sealed", "signature"])
def test_no_part_of_a_parcel_can_be_changed(
    district: District, field: Field, entry: Entries, signing: Any, part: str
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    parcel = seal(amina, signing["amina"], [entry(amina)])
    other = seal(dawit, signing["dawit"], [entry(dawit)])
    changed = {**parcel, part: district.phones["chidi"].device if part == "device" else other[part]}
    assert outcome(field.sync(dawit, parcels=[changed])) == ("refused", "bad_signature")
    assert not StoredEntry.objects.exists()


def test_nobody_signs_for_another(district: District, field: Field, entry: Entries, signing: Any) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    forged = seal(amina, signing["dawit"], [entry(amina)])
    assert outcome(field.sync(dawit, parcels=[forged])) == ("refused", "bad_signature")
    # Dawit's own signature on Amina's entries: they are not his.
    answer = field.sync(dawit, parcels=[seal(dawit, signing["dawit"], [entry(amina)])])
    assert outcome(answer) == ("stored", None)
    assert SetAside.objects.get().reason == "not_the_author"


def test_a_parcel_for_another_server_cannot_be_opened(
    district: District, field: Field, entry: Entries, signing: Any
) -> None:
    amina = district.phones["amina"]
    elsewhere = b64(raw_public(ec.generate_private_key(CURVE)))
    parcel = seal(amina, signing["amina"], [entry(amina)], server=elsewhere)
    assert outcome(field.sync(amina, parcels=[parcel])) == ("refused", "cannot_open")


@pytest.mark.parametrize(
    "plain",
    [b"", b"no gzip", gzip.compress(b"{}"), gzip.compress(b"[" * 10_000), gzip.compress(b" " * 32_000_100)],
    ids=["empty", "not gzip", "no list", "deep", "bomb"],
)
def test_what_is_no_list_of_entries_cannot_be_opened(
    district: District, field: Field, signing: Any, plain: bytes
) -> None:
    amina = district.phones["amina"]
    parcel = seal(amina, signing["amina"], [], plain=plain)
    assert outcome(field.sync(amina, parcels=[parcel])) == ("refused", "cannot_open")


def test_one_bad_entry_in_a_parcel_holds_up_no_other(
    district: District, field: Field, entry: Entries, signing: Any
) -> None:
    amina = district.phones["amina"]
    bad = entry(amina) | {"kind": "haircut"}
    parcel = seal(amina, signing["amina"], [bad, entry(amina)])
    assert outcome(field.sync(amina, parcels=[parcel])) == ("stored", None)
    assert (StoredEntry.objects.count(), SetAside.objects.get().reason) == (1, "unknown_kind")
    parcel = seal(amina, signing["amina"], [{"id": 1}, entry(amina)])
    assert outcome(field.sync(amina, parcels=[parcel])) == ("refused", "unreadable")
    assert StoredEntry.objects.count() == 2


def test_a_parcel_signed_before_the_key_was_renewed_counts(
    district: District, field: Field, entry: Entries, signing: Any
) -> None:
    amina = district.phones["amina"]
    parcel = seal(amina, signing["amina"], [entry(amina)])
    worker = amina.worker
    worker.earlier_signing_keys, worker.signing_key = [worker.signing_key], "B" + "A" * 86 + "="
    worker.save()
    assert outcome(field.sync(amina, parcels=[parcel])) == ("stored", None)


def test_a_lost_phones_parcel_waits_for_a_person(
    district: District, field: Field, entry: Entries, signing: Any
) -> None:
    amina, chidi = district.phones["amina"], district.phones["chidi"]
    phone = amina.worker.phone
    phone.lost_at = timezone.now()
    phone.save()
    parcel = seal(amina, signing["amina"], [entry(amina)])
    assert outcome(field.sync(chidi, parcels=[parcel])) == ("stored", None)
    assert (SetAside.objects.get().reason, StoredEntry.objects.count()) == ("lost_phone", 0)


@pytest.mark.parametrize(
    "change",
    [{"format": 2}, {"id": "x"}, {"iv": 7}, {"more": 1}, {"sealed": None}, {"device": "\x00"}],
    ids=str,
)
def test_what_is_no_parcel_is_refused(
    district: District, field: Field, entry: Entries, signing: Any, change: dict[str, Any]
) -> None:
    amina = district.phones["amina"]
    parcel = seal(amina, signing["amina"], [entry(amina)]) | change
    assert outcome(field.sync(amina, parcels=[parcel])) == ("refused", "unreadable")


@pytest.mark.parametrize(
    "change", [{"iv": "!"}, {"sealed": "é"}, {"signature": "AAAA"}, {"key": ""}], ids=str
)
def test_bytes_that_are_none_are_refused(
    district: District, field: Field, entry: Entries, signing: Any, change: dict[str, Any]
) -> None:
    amina = district.phones["amina"]
    parcel = seal(amina, signing["amina"], [entry(amina)]) | change
    assert outcome(field.sync(amina, parcels=[parcel])) == ("refused", "bad_signature")
