"""Many accounts from one table: all of them, or none and a list of every fault. Afterwards a receipt says who was made."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from attune.server.errors import Refused
from attune.server.people import staff
from attune.server.people.models import Account
from attune.server.people.units import find_unit, full_name

NEEDED = ("username", "name", "role", "unit")
COLUMNS = (*NEEDED, "cadre", "language", "picture", "supervisor")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line of the table (the heading is line 1)."""

    line: int
    message: str


class Faulty(Exception):
    """The table has faults, and nothing of it was taken."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__(f"{len(self.faults)} faults")


@dataclass(frozen=True, slots=True)
class Made:
    line: int
    username: str
    name: str
    account: str
    role: str
    unit: str
    supervisor: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an import has made. `sha256` is that of the table, so that it can be told later which one it was."""

    at: datetime
    sha256: str
    made: tuple[Made, ...]

    def as_csv(self) -> str:
        """The receipt as a table, with the ids that the accounts now have."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["line", "username", "name", "account", "role", "unit", "supervisor"])
        for one in self.made:
            writer.writerow(
                [one.line, one.username, one.name, one.account, one.role, one.unit, one.supervisor]
            )
        writer.writerow([])
        writer.writerow(["made", len(self.made), "at", self.at.isoformat(), "of", f"sha256:{self.sha256}"])
        return out.getvalue()


def import_accounts(table: bytes, *, since: date, now: datetime) -> Receipt:
    """Make an account with its role for each line of `table` (CSV in UTF-8, columns COLUMNS), and pair it with its supervisor.

    A supervisor may stand in the same table, above or below. Raises Faulty with all faults; then nothing was made.
    """
    rows = _rows(table)
    faults: list[Fault] = []
    with transaction.atomic():
        made = {
            line: account for line, row in rows.items() if (account := _try(faults, line, _make, row, since))
        }
        faulty = {row["username"].lower() for line, row in rows.items() if line not in made}
        for line, account in made.items():
            supervisor = rows[line]["supervisor"]
            if supervisor and supervisor.lower() not in faulty:  # whose own fault is on the list already
                _try(faults, line, _pair, supervisor, account, since)
        if faults:
            raise Faulty(faults)
    return Receipt(now, hashlib.sha256(table).hexdigest(), tuple(_made(rows, made)))


def _rows(table: bytes) -> dict[int, dict[str, str]]:
    try:
        text = table.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Faulty([Fault(1, "The table is not UTF-8. Save it as CSV (UTF-8).")]) from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    headings = [(heading or "").strip().lower() for heading in reader.fieldnames or []]
    _check_headings(headings)
    reader.fieldnames = headings
    rows = {}
    try:
        for row in reader:
            if None in row or None in row.values():
                raise Faulty(
                    [Fault(reader.line_num, f"This line has not {len(headings)} fields, as the heading has.")]
                )
            if any(value.strip() for value in row.values()):
                rows[reader.line_num] = {name: (row.get(name) or "").strip() for name in COLUMNS}
    except csv.Error as fault:
        raise Faulty([Fault(reader.line_num, f"This line cannot be read as CSV: {fault}.")]) from None
    if not rows:
        raise Faulty([Fault(1, "The table has no line below its heading.")])
    return rows


def _check_headings(headings: list[str]) -> None:
    if missing := [name for name in NEEDED if name not in headings]:
        raise Faulty([Fault(1, f"These columns are missing: {', '.join(missing)}.")])
    if unknown := [name for name in headings if name not in COLUMNS]:
        raise Faulty(
            [Fault(1, f"These columns are not known: {', '.join(unknown)}. Known are: {', '.join(COLUMNS)}.")]
        )
    if len(set(headings)) < len(headings):
        raise Faulty([Fault(1, "A column stands there twice.")])


def _make(row: dict[str, str], since: date) -> Account:
    unit = find_unit(row["unit"])
    account = staff.add_account(
        username=row["username"],
        name=row["name"],
        language=row["language"] or "en",
        picture=row["picture"],
    )
    staff.give_role(account, row["role"], unit, since=since, cadre=row["cadre"])
    return account


def _pair(supervisor: str, worker: Account, since: date) -> Account:
    staff.pair(staff.find_account(supervisor), worker, since=since)
    return worker


def _try(faults: list[Fault], line: int, step: Any, *arguments: Any) -> Account | None:
    try:
        with transaction.atomic():  # so that one line's fault does not hide the others'
            return step(*arguments)
    except Refused as refused:
        faults.append(Fault(line, refused.message))
        return None


def _made(rows: dict[int, dict[str, str]], accounts: dict[int, Account]) -> Iterator[Made]:
    for line, account in accounts.items():
        role = account.roles.select_related("unit").get()
        yield Made(
            line,
            account.username,
            account.name,
            str(account.pk),
            role.kind,
            full_name(role.unit),
            rows[line]["supervisor"],
        )
