"""The content bundle over HTTP."""

from __future__ import annotations

import brotli
import pytest

from attune.server.field.publish import compress_parts

PART = b'{"questions": ["' + b"a question " * 200 + b'"]}'
RELEASE = "2030.1-abc123"


def test_pointer_names_the_release_and_is_never_kept(site):
    response = site.get("/bundle/current.json")

    assert response.json() == {"release": RELEASE}
    assert response["Cache-Control"] == "no-cache"


def test_unchanged_pointer_costs_no_body(site):
    etag = site.get("/bundle/current.json")["ETag"]

    again = site.get("/bundle/current.json", if_none_match=etag)

    assert again.status_code == 304
    assert again.content == b""


def test_new_release_changes_the_pointer(site):
    etag = site.get("/bundle/current.json")["ETag"]
    (site.bundle / "current.json").write_text('{"release": "2030.2-def456"}')

    assert site.get("/bundle/current.json", if_none_match=etag).json() == {"release": "2030.2-def456"}


def test_part_is_kept_for_ever(site):
    response = site.get(f"/bundle/{RELEASE}/modules.json")

    assert response.content == PART
    assert "immutable" in response["Cache-Control"]


def test_part_is_sent_compressed_once_published(site):
    assert compress_parts(site.bundle) == 3

    response = site.get(f"/bundle/{RELEASE}/modules.json", accept_encoding="gzip, deflate, br")

    assert response["Content-Encoding"] == "br"
    assert response["Vary"] == "Accept-Encoding"
    assert brotli.decompress(response.content) == PART
    assert len(response.content) < len(PART) / 10


def test_compressing_twice_does_nothing_more(site):
    compress_parts(site.bundle)

    assert compress_parts(site.bundle) == 0


def test_a_browser_that_refuses_brotli_gets_something_else(site):
    compress_parts(site.bundle)

    response = site.get(f"/bundle/{RELEASE}/modules.json", accept_encoding="br;q=0, gzip")

    assert response["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "address",
    [
        f"/bundle/{RELEASE}/missing.json",
        "/bundle/no-such-release/manifest.json",
        f"/bundle/{RELEASE}/../current.json",
        f"/bundle/{RELEASE}/..%2f..%2fsettings.json",
        f"/bundle/{RELEASE}/modules.json.br",
        f"/bundle/{RELEASE}",
        "/bundle/",
    ],
)
def test_anything_else_is_not_found(site, address):
    response = site.get(address)

    assert response.status_code == 404
    assert response.json()["error"]["code"] in {"no_such_part", "not_found"}


def test_without_a_bundle_the_answer_says_so(site):
    (site.bundle / "current.json").unlink()

    response = site.get("/bundle/current.json")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "no_bundle"


def test_bundle_cannot_be_written_to(django, site):
    from django.test import Client

    assert Client(HTTP_HOST="localhost").post("/bundle/current.json", b"{}", "text/plain").status_code == 405
