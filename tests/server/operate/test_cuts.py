"""Connections that end at any byte, of a request and of an answer, against a real server over a real socket."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import struct

HELD = "say([[str(one.id), one.deliveries.count()] for one in StoredEntry.objects.all()])"
EVERY = 7  # of the bytes of a head and of an answer; of the packed body each


def request_of(phone, entries):
    """A sync, byte for byte as it goes over the wire."""
    said = {
        "protocol": 1,
        "app": "0.1.0",
        "epoch": phone.epoch,
        "turn": phone.turn,
        "cursors": {f"unit:{phone.unit}": 1_000_000},
        "entries": entries,
        "parcels": [],
    }
    body = gzip.compress(json.dumps(said).encode(), mtime=0)
    head = (
        f"POST /api/v1/sync HTTP/1.1\r\nHost: 127.0.0.1:{phone.at.port}\r\nContent-Type: application/json\r\n"
        f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\nAuthorization: Bearer {phone.token}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode(), body


def talk(port, sent, *, read=None):
    """Send these bytes, read at most `read` of the answer (all, if not said) and break off. What was read."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(sent)
        while read is None or len(got) < read:
            more = line.recv(min(4096, 4096 if read is None else read - len(got)))
            if not more:
                break
            got += more
        # Reset, as a phone does that loses its network: nothing is said any more.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return got


def test_a_request_that_ends_at_any_byte_takes_nothing_and_hurts_nobody(new, handset):
    here = new("here").start()
    amina = handset(here)
    entries = amina.write(1)
    head, body = request_of(amina, entries)
    for end in [*range(0, len(head), EVERY), *range(len(head), len(head + body))]:
        with contextlib.suppress(OSError):
            talk(here.port, (head + body)[:end], read=0)

    assert here.get("/health")[0] == 200
    answer = amina.sync(entries)
    assert [one["outcome"] for one in answer["outcomes"]] == ["stored"]
    assert answer["device"] == amina.device  # what was cut made it look like no copy
    here.stop()
    assert here.ask(HELD) == [[entries[0]["id"], 1]]


def test_an_answer_that_ends_at_any_byte_is_given_again(new, handset):
    here = new("here").start()
    amina = handset(here)
    whole = talk(here.port, b"".join(request_of(amina, amina.write(1))))
    assert whole.startswith(b"HTTP/1.1 200")
    for end in range(0, len(whole), EVERY):
        with contextlib.suppress(OSError):  # the phone sends all that it has not heard of, a few at a time
            talk(here.port, b"".join(request_of(amina, [*amina.kept.values()][-3:])), read=end)
        if end % (EVERY * 4) == 0:
            amina.write(1)

    answer = amina.sync()
    assert {one["outcome"] for one in answer["outcomes"]} == {"stored"}
    assert answer["device"] == amina.device
    here.stop()
    assert sorted(here.ask(HELD)) == [[id_, 1] for id_ in sorted(amina.kept)]
