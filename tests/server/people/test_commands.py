"""`attune user` and `attune unit` as an operator meets them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner


@pytest.fixture
def attune(district):
    """Run the command in this process, on the district."""
    from attune.cli import build_app

    def run(*arguments, typed=""):
        result = CliRunner().invoke(build_app(only=arguments[0]), arguments, input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def account(username):
    from attune.server.people.staff import find_account

    return find_account(username)


def test_new_worker_comes_with_a_role_and_the_next_step(attune):
    done = attune(
        "user", "add", "fatuma", "--name", "Fatuma", "--role", "worker", "--unit", "Alpha", "--cadre", "nurse"
    )

    assert done.exit_code == 0
    assert "Next: attune user enrol fatuma" in done.output
    assert account("fatuma").roles.get().unit.name == "Alpha"


def test_who_has_a_password_is_told_where_it_opens(attune):
    password = "a-long-pass-phrase-9"
    named = ("user", "add", "op", "--name", "Op", "--role", "operator", "--unit", "Alpha", "--password")
    done = attune(*named, typed=f"{password}\n{password}\n")

    assert done.exit_code == 0
    assert "sign in at http://127.0.0.1:8000/console/" in " ".join(done.output.split())


def test_faulty_role_leaves_no_account_behind(attune):
    done = attune("user", "add", "fatuma", "--name", "Fatuma", "--role", "worker", "--unit", "Omega")

    assert done.exit_code == 1
    assert "attune unit list" in done.output
    assert attune("user", "enrol", "fatuma").exit_code == 1


def test_half_a_role_is_a_wrong_call(attune):
    assert attune("user", "add", "fatuma", "--name", "Fatuma", "--role", "worker").exit_code == 2


def test_enrol_shows_a_qr_code_and_the_code_to_type(attune, field, handset):
    shown = attune("user", "enrol", "amina").output
    code = re.search(r"the code ([0-9A-Z-]{19})", shown).group(1)

    assert "█" in shown
    assert field.post("enrol", handset.says(code=code)).json()["worker"]["name"] == "Amina"


def test_enrol_says_when_the_code_leads_phones_nowhere(attune, settings):
    assert "ATTUNE_ADDRESS" in attune("user", "enrol", "amina").output
    settings.ADDRESS = "https://attune.example.org"
    assert "ATTUNE_ADDRESS" not in attune("user", "enrol", "amina").output


def test_enrol_asks_for_the_unit_where_there_are_several(attune):
    attune("user", "role", "amina", "worker", "--unit", "Beta", "--cadre", "nurse")

    assert "--unit" in attune("user", "enrol", "amina").output
    assert attune("user", "enrol", "amina", "--unit", "Beta").exit_code == 0


def test_list_shows_roles_and_supervisors(attune):
    shown = attune("user", "list", "--unit", "Alpha").output

    assert re.search(r"amina +Amina +nurse at Alpha +Bo +1", shown)
    assert "chidi" not in shown


def test_end_of_one_role_keeps_the_account(attune):
    done = attune("user", "end", "amina", "--role", "worker", "--unit", "Alpha")

    assert done.exit_code == 0
    assert account("amina").is_active


def test_end_without_a_role_lets_go_and_says_what_ended(attune):
    done = attune("user", "end", "bo")

    assert "Ended: 1 roles, 2 pairs" in done.output
    assert "Next: attune user pair SUPERVISOR amina" in done.output
    assert not account("bo").is_active
    assert "bo " not in attune("user", "list").output
    assert "has left" in attune("user", "list", "--left").output


def test_move_says_what_follows(attune):
    done = attune("user", "move", "amina", "--to", "Gamma")

    assert "attune user enrol amina" in done.output
    assert "Amina has no supervisor now" in done.output


def test_pair_cover_and_handover(attune):
    attune("user", "add", "rue", "--name", "Rue", "--role", "supervisor", "--unit", "North")
    day = datetime.now(UTC).date().replace(year=2099)

    assert "Amina, Dawit" in attune("user", "cover", "bo", "rue", "--until", str(day)).output
    assert "Dawit" in attune("user", "handover", "bo", "rue", "--worker", "dawit").output
    assert attune("user", "pair", "bo", "amina", "--end").exit_code == 0
    assert attune("user", "pair", "rue", "amina").exit_code == 0


def test_password_is_read_from_the_input_and_a_weak_one_refused(attune):
    assert attune("user", "password", "amina", typed="another long phrase\n").exit_code == 0
    assert account("amina").check_password("another long phrase")
    assert attune("user", "password", "amina", typed="short\n").exit_code == 1
    assert attune("user", "password", "amina", "--none").exit_code == 0
    assert not account("amina").has_usable_password()


def test_what_a_phone_has_not_sent_is_not_said_to_be_nothing_before_it_was_heard_of(attune, district):
    from attune.server.people.models import Phone

    silent = district.phones["chidi"].device
    Phone.objects.exclude(pk=silent).update(seen_at=datetime(2026, 1, 2, tzinfo=UTC), unsent=3)
    Phone.objects.filter(pk=silent).update(seen_at=None)

    rows = {row.split()[0]: row for row in attune("user", "phones").output.splitlines() if row}

    assert re.search(r"never +- +in use", rows[silent])
    assert re.search(r"02 00:00 +3 +in use", rows[district.phones["amina"].device])


@pytest.mark.parametrize("part", [slice(None), slice(-12, None)])
def test_lost_phone_is_closed_by_its_id_or_by_the_end_that_pages_name(attune, district, part):
    phone = district.phones["chidi"].device

    assert phone in attune("user", "phones").output
    done = attune("user", "lost", phone[part])
    assert "closed off; it had 1 worker." in done.output
    assert "it had 2 workers." in attune("user", "lost", district.phones["amina"].device).output
    assert attune("user", "lost", "ffff").exit_code == 1
    assert attune("user", "lost", "0").exit_code == 1


def test_import_names_file_and_line_of_each_fault(attune, tmp_path):
    table = tmp_path / "people.csv"
    table.write_text("username,name,role,unit\ngil,Gil,manager,Omega\namina,A,manager,Land\n")
    done = attune("user", "import", str(table))

    assert done.exit_code == 1
    assert f"{table}:2: " in done.output and f"{table}:3: " in done.output
    assert "No account was made" in done.output


def test_import_writes_its_receipt_once(attune, tmp_path):
    table, receipt = tmp_path / "people.csv", tmp_path / "receipt.csv"
    table.write_text("username,name,role,unit\ngil,Gil,manager,Land\n")

    assert attune("user", "import", str(table), "--receipt", str(receipt)).exit_code == 0
    assert str(account("gil").pk) in receipt.read_text()
    assert attune("user", "import", str(table), "--receipt", str(receipt)).exit_code == 2


def test_units_are_added_shown_and_moved(attune):
    attune("unit", "add", "East", "--level", "region", "--in", "Land")
    attune("unit", "add", "Delta", "--level", "facility", "--in", "North")

    assert "Land/East/South is" not in attune("unit", "list").output
    assert "It is Land/East/South now" in attune("unit", "move", "South", "--to", "East").output
    assert re.search(r"\n    South  \(district, .*\n      Gamma", attune("unit", "list").output)
    assert attune("unit", "add", "X", "--level", "planet").exit_code == 1
