"""A parcel that the field app has sealed is opened by the server: the two are written apart, and only this holds them together."""

from __future__ import annotations

import base64

import pytest

from district import new_id


@pytest.fixture
def seal(node, district):
    """Seals entries on Dawit's phone with the app's own code; the server then knows his signing key there."""
    from attune.server.people.server_key import public_key

    dawit = district.phones["dawit"]

    def make(entries):
        sender = {
            "id": new_id(),
            "device": dawit.device,
            "author": dawit.author,
            "serverKey": public_key(),
        }
        made = node.one("parcel", sender=sender, entries=entries)
        dawit.worker.signing_key = made["signing_key"]
        dawit.worker.save()
        return made["parcel"]

    return make


def test_another_workers_sync_brings_it_and_the_entries_are_their_authors(district, field, entry, seal):
    from attune.server.sync.models import StoredEntry

    amina, dawit = district.phones["amina"], district.phones["dawit"]
    entries = [entry(dawit, "person", body={"village": "Kijiji cha juu, ክፍል"}) for _ in range(3)]
    parcel = seal(entries)
    answer = field.sync(amina, parcels=[parcel])
    assert answer["parcels"] == [{"id": parcel["id"], "outcome": "stored", "reason": None}]
    authors = set(
        StoredEntry.objects.filter(id__in=[one["id"] for one in entries]).values_list("author", flat=True)
    )
    assert {str(author) for author in authors} == {dawit.author}
    # The author's own sync later changes nothing.
    assert [one["outcome"] for one in field.sync(dawit, entries)["outcomes"]] == ["stored"] * 3
    assert StoredEntry.objects.count() == 3


@pytest.mark.parametrize("part", ["id", "author", "device", "key", "iv", "sealed", "signature"])
def test_whatever_was_changed_on_the_way_it_is_refused(district, field, entry, seal, part):
    from attune.server.sync.models import StoredEntry

    amina, dawit = district.phones["amina"], district.phones["dawit"]
    parcel = seal([entry(dawit)])
    if part in ("id", "author", "device"):
        parcel[part] = new_id() if part == "id" else getattr(amina if part == "author" else dawit, part)
        if part == "device":
            parcel[part] = district.phones["esi"].device
    else:
        raw = bytearray(base64.b64decode(parcel[part]))
        raw[-1] ^= 1
        parcel[part] = base64.b64encode(bytes(raw)).decode()
    [outcome] = field.sync(amina, parcels=[parcel])["parcels"]
    assert outcome["outcome"] == "refused"
    assert StoredEntry.objects.count() == 0
