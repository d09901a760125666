"""Two hundred phones that sync at the same moment, on SQLite and on PostgreSQL; and what memory the server has taken then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median, quantiles

from installation import Json, Phone, Served, found
from records import Records
from table import Row, show

PHONES = 200
# Each phone sends so many entries so often, one request after the other: a thousand requests in all.
REQUESTS, ENTRIES = 5, 10
WITH_POSTGRES = Path(__file__).resolve().parent.parent / "scripts" / "with_postgres.sh"


def main() -> int:
    here = [sys.executable, __file__, "measure"]
    rows: list[Row] = []
    for database, command in (("SQLite", here), ("PostgreSQL", [str(WITH_POSTGRES), *here])):
        said = _measured(database, command)
        if said is not None:
            rows += _rows(database, said)
    return show(
        f"Sync: {PHONES} phones at once, {REQUESTS} requests each with {ENTRIES} entries ({os.cpu_count()} cores)",
        rows,
    )


def _measured(database: str, command: list[str]) -> Json | None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == 2 and database == "PostgreSQL":
        print("PostgreSQL is not installed: nothing is measured on it.", file=sys.stderr)
        return None
    if done.returncode:
        raise SystemExit(
            f"{database}: the measurement ended with {done.returncode}; its messages stand above."
        )
    said: Json = json.loads(done.stdout)
    return said


def _rows(database: str, said: Json) -> list[Row]:
    sent = PHONES * REQUESTS * ENTRIES
    spread = f"median {said['median']:.0f} ms, {said['rate']:.0f} entries/s"
    if database == "PostgreSQL":
        spread += "; the throw-away cluster does not wait for the disk"
    return [
        Row(f"{database}: errors", said["errors"], "", "<= 0", said["first_error"]),
        Row(f"{database}: entries lost, of {sent}", said["lost"], "", "<= 0"),
        Row(f"{database}: entries stored twice or numbered twice", said["twice"], "", "<= 0"),
        Row(f"{database}: 95th percentile of a request", said["p95"], "ms", None, spread),
        Row(
            f"{database}: memory of all server processes after {said['requests']} requests (PSS)",
            said["memory"],
            "MB",
            "<= 150",
            f"before the first {said['memory_before']:.0f} MB; the database's own processes not counted"
            if database == "PostgreSQL"
            else f"before the first {said['memory_before']:.0f} MB",
        ),
    ]


# ---------------------------------------------------------------- one database


def measure() -> Json:
    """Founds an installation on the database of the environment, and lets all phones loose on it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "site"
        phones = found(folder, phones=PHONES)
        made = Records(folder / "bundle")
        batches = []
        for phone in phones:
            own = phone.writes(made.take(REQUESTS * ENTRIES))
            batches.append([own[begin : begin + ENTRIES] for begin in range(0, len(own), ENTRIES)])
        with Served(folder) as site:
            before = site.proportional_set_size()
            for phone in phones:
                phone.port = site.port
            took, errors, seconds = _all_at_once(phones, batches)
            memory = site.proportional_set_size()
        sent = {entry["id"] for own in batches for batch in own for entry in batch}
        lost, twice = _missing(sent)
    return {
        "requests": len(took),
        "errors": len(errors),
        "first_error": errors[0] if errors else "",
        "lost": lost,
        "twice": twice,
        "p95": quantiles(took, n=20)[-1],
        "median": median(took),
        "rate": len(sent) / seconds,
        "memory": memory,
        "memory_before": before,
    }


def _all_at_once(
    phones: list[Phone], batches: list[list[list[Json]]]
) -> tuple[list[float], list[str], float]:
    """Milliseconds of each request, what went wrong, and the seconds until the last phone was done."""
    took: list[float] = []
    errors: list[str] = []
    ready = threading.Barrier(len(phones) + 1)

    def talk(phone: Phone, own: list[list[Json]]) -> None:
        ready.wait()
        for batch in own:
            started = time.perf_counter()
            try:
                phone.push(batch)
            except Exception as fault:  # each is counted, whatever it is
                errors.append(f"{type(fault).__name__}: {str(fault)[:80]}")
            took.append((time.perf_counter() - started) * 1000)
        phone.hang_up()

    threads = [
        threading.Thread(target=talk, args=pair, daemon=True) for pair in zip(phones, batches, strict=True)
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    return took, errors, time.perf_counter() - started


def _missing(sent: set[str]) -> tuple[int, int]:
    """How many of what was sent are not in the journal with a number in their channel, and how many rows there are too many."""
    from attune.server.sync.models import Channel, Delivery, StoredEntry

    stored = [str(id_) for id_ in StoredEntry.objects.values_list("id", flat=True)]
    delivered = [str(id_) for id_ in Delivery.objects.values_list("entry_id", flat=True)]
    gaps = sum(Channel.objects.values_list("last", flat=True)) - len(delivered)
    lost = len(sent - (set(stored) & set(delivered)))
    return lost, len(stored) - len(set(stored)) + len(delivered) - len(set(delivered)) + abs(gaps)


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        print(json.dumps(measure()))
        raise SystemExit(0)
    raise SystemExit(main())
