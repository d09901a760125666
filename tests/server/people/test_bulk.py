"""An import takes the whole table, or nothing and says all that is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

SINCE = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, 40, tzinfo=UTC)
HEADING = "username,name,role,unit,cadre,supervisor"


def import_(*lines, heading=HEADING):
    from attune.server.people.bulk import import_accounts

    return import_accounts("\n".join([heading, *lines]).encode(), since=SINCE, now=NOW)


def faults(*lines, heading=HEADING):
    from attune.server.people.bulk import Faulty
    from attune.server.people.models import Account

    before = Account.objects.count()
    with pytest.raises(Faulty) as faulty:
        import_(*lines, heading=heading)
    assert Account.objects.count() == before
    return [(fault.line, fault.message) for fault in faulty.value.faults]


def test_table_makes_accounts_roles_and_pairs_in_any_order(district):
    from attune.server.people.access import workers_supervised
    from attune.server.people.staff import find_account

    receipt = import_(
        "fatuma,Fatuma,worker,North/Alpha,nurse,gil",
        "gil,Gil,supervisor,North,,",
        "",
        "hana,Hana,manager,Land,,",
    )

    assert [made.username for made in receipt.made] == ["fatuma", "gil", "hana"]
    assert [worker.name for worker in workers_supervised(find_account("gil"), on=SINCE)] == ["Fatuma"]


def test_receipt_names_line_account_and_table(district):
    from attune.server.people.staff import find_account

    receipt = import_("fatuma,Fatuma,worker,Alpha,nurse,bo")

    lines = receipt.as_csv().splitlines()
    assert lines[1] == f"2,fatuma,Fatuma,{find_account('fatuma').pk},worker,Land/North/Alpha,bo"
    assert lines[-1].startswith("made,1,at,2026-11-25T09:40:00+00:00,of,sha256:")


def test_one_faulty_line_stops_all_and_every_fault_is_told(district):
    found = faults(
        "fatuma,Fatuma,worker,Alpha,nurse,",
        "amina,Amina,worker,Alpha,nurse,",
        "gil,Gil,worker,Omega,nurse,",
        "hana,Hana,worker,Alpha,,",
        "iris,Iris,worker,Alpha,nurse,nobody",
    )

    assert [line for line, _ in found] == [3, 4, 5, 6]
    assert (
        "amina" in found[0][1]
        and "Omega" in found[1][1]
        and "cadre" in found[2][1]
        and "nobody" in found[3][1]
    )


def test_same_name_twice_in_a_table_is_a_fault(district):
    assert [line for line, _ in faults("gil,Gil,manager,Land,,", "GIL,Gil,manager,Land,,")] == [3]


def test_same_table_twice_makes_nobody_twice(district):
    import_("gil,Gil,manager,Land,,")

    assert len(faults("gil,Gil,manager,Land,,")) == 1


@pytest.mark.parametrize(
    ("heading", "lines", "says"),
    [
        ("username,name", ["a,A"], "missing"),
        (HEADING + ",shoe", ["a,A,manager,Land,,,42"], "not known"),
        (HEADING + ",name", ["a,A,manager,Land,,,A"], "twice"),
        (HEADING, ["a,A,manager"], "fields"),
        (HEADING, ["a,A,manager,Land,,,,,"], "fields"),
        (HEADING, [], "no line"),
        (HEADING, ['a,"A,manager,Land,,'], "CSV"),
    ],
)
def test_table_that_cannot_be_read_is_told_so(district, heading, lines, says):
    assert says in faults(*lines, heading=heading)[0][1]


def test_table_that_is_not_utf8_is_told_so(district):
    from attune.server.people.bulk import Faulty, import_accounts

    with pytest.raises(Faulty) as faulty:
        import_accounts("username,name\né".encode("latin-1"), since=SINCE, now=NOW)
    assert "UTF-8" in faulty.value.faults[0].message


def test_table_from_a_spreadsheet_is_read(district):
    from attune.server.people.bulk import import_accounts

    table = f"\ufeff{HEADING.title()}\r\ngil,Gil,manager,Land,,\r\n".encode()

    assert len(import_accounts(table, since=SINCE, now=NOW).made) == 1
