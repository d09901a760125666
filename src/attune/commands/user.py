"""`attune user ...`: who works here, where, with whom, on which phones."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import typer

from attune.commands.content import stop, wrong
from attune.commands.people import database, day, print_table, say, today, unit_named

if TYPE_CHECKING:
    from attune.server.people.models import Account, Phone, Unit

_DAY = ["%Y-%m-%d"]
USERNAME = typer.Argument(help="User name of the account.", show_default=False)
SINCE = typer.Option(None, formats=_DAY, help="First day. Default: today.", show_default=False)
ON = typer.Option(
    None, formats=_DAY, help="First day on which it does not hold. Default: today.", show_default=False
)
NAME = typer.Option(..., help="Name as the others call this person, in any script.", show_default=False)
KIND = typer.Option(
    None, "--role", help="worker, supervisor, trainer, manager, editor or operator.", show_default=False
)
UNIT = typer.Option(None, help='Unit: its id, its name, or "District/Facility".', show_default=False)
CADRE = typer.Option("", help="Cadre of a worker, such as nurse.", show_default=False)
LANGUAGE = typer.Option("en", help="Language of the app.")
PICTURE = typer.Option("", help="Drawing that stands for this person, such as bird.", show_default=False)
TABLE = typer.Argument(
    help="CSV: username,name,role,unit,cadre,language,picture,supervisor.", exists=True, dir_okay=False
)
RECEIPT = typer.Option(None, help="File for the receipt. Default: printed.", show_default=False)
WORKERS = typer.Option([], "--worker", help="Only this worker; may be given several times.")
UNTIL = typer.Option(..., formats=_DAY, help="First day on which it does not hold.", show_default=False)
PASSWORD = typer.Option(False, "--password", help="Ask for a password too; without one a code lets in.")


def register(app: typer.Typer) -> None:
    """Add the group `user` to `app`."""
    user = typer.Typer(help="Accounts, roles, supervision pairs and phones.", no_args_is_help=True)
    for command in (
        add,
        import_,
        list_,
        role,
        move,
        end,
        pair,
        handover,
        cover,
        enrol,
        password,
        phones,
        lost,
    ):
        user.command(command.__name__.rstrip("_"))(command)
    app.add_typer(user, name="user")


# ---------------------------------------------------------------- accounts


def add(
    username: str = USERNAME,
    name: str = NAME,
    kind: str | None = KIND,
    unit: str | None = UNIT,
    cadre: str = CADRE,
    language: str = LANGUAGE,
    picture: str = PICTURE,
    ask_password: bool = PASSWORD,
) -> None:
    """Make an account, with a first role if one is given."""
    if (kind is None) != (unit is None):
        wrong("A role is held at a unit: give both --role and --unit, or neither.")
    with database():
        from django.conf import settings
        from django.db import transaction

        from attune.server.people import staff

        secret = _ask_password() if ask_password else None
        with transaction.atomic():
            account = staff.add_account(
                username=username, name=name, language=language, picture=picture, password=secret
            )
            if kind is not None and unit is not None:
                staff.give_role(account, kind, unit_named(unit), since=today(), cadre=cadre)
        say(f"{account.name} has the account {account.username}.")
        if kind is None:
            say(f"Next: attune user role {account.username} worker --unit UNIT --cadre CADRE")
        elif secret is not None:
            console = f"{settings.ADDRESS}/console/"
            say(f"Next: sign in at {console} or, onto a phone: attune user enrol {account.username}")
        else:
            say(f"Next: attune user enrol {account.username}")


def import_(
    table: Path = TABLE,
    receipt: Path | None = RECEIPT,
    since: datetime | None = SINCE,
) -> None:
    """Make many accounts from a table: all, or none and a list of every fault."""
    with database():
        from django.utils import timezone

        from attune.server.people.bulk import Faulty, import_accounts

        if receipt is not None and receipt.exists():
            wrong(f"{receipt} is there already. Name another file for the receipt.")
        try:
            made = import_accounts(table.read_bytes(), since=day(since), now=timezone.now())
        except Faulty as faulty:
            for fault in faulty.faults:
                typer.echo(f"{table}:{fault.line}: {fault.message}", err=True)
            stop(f"Faults: {len(faulty.faults)}. No account was made. Mend the table and run this again.")
        if receipt is None:
            say(made.as_csv().rstrip())
        else:
            receipt.write_text(made.as_csv(), encoding="utf-8")
            say(f"Accounts made: {len(made.made)}. The receipt is {receipt}.")


def list_(
    unit: str | None = UNIT,
    left: bool = typer.Option(False, "--left", help="Show those who have left too."),
) -> None:
    """Show accounts with their roles and supervisors."""
    with database():
        from attune.server.people.models import Account

        accounts = Account.objects.order_by("username")
        if not left:
            accounts = accounts.filter(is_active=True)
        if unit is not None:
            accounts = accounts.filter(roles__unit__path__startswith=unit_named(unit).path).distinct()
        rows = [_account_row(account) for account in accounts]
        print_table(("ACCOUNT", "NAME", "ROLES", "SUPERVISED BY", "PHONES"), rows)
        if not rows:
            say("Nobody yet. Next: attune user add USERNAME --name NAME --role ROLE --unit UNIT")


def password(
    username: str = USERNAME,
    none: bool = typer.Option(False, "--none", help="Take the password away; a code lets in."),
    forget_second_factor: bool = typer.Option(
        False, "--forget-second-factor", help="For a lost authenticator app."
    ),
) -> None:
    """Give an account a new password."""
    with database():
        from attune.server.people import staff

        account = staff.find_account(username)
        staff.set_password(
            account, None if none else _ask_password(), forget_second_factor=forget_second_factor
        )
        say(f"{account.name} has {'no password' if none else 'a new password'} now.")
        if forget_second_factor:
            say("The second factor is forgotten; set it up again on the console after signing in.")


# ---------------------------------------------------------------- roles


def role(
    username: str = USERNAME,
    kind: str = typer.Argument(help="worker, supervisor, trainer, manager, editor or operator."),
    unit: str = typer.Option(..., help='Unit: its id, its name, or "District/Facility".', show_default=False),
    cadre: str = CADRE,
    since: datetime | None = SINCE,
) -> None:
    """Give a role at a unit. It reaches what lies below."""
    with database():
        from attune.server.people import staff

        account, place = staff.find_account(username), unit_named(unit)
        given = staff.give_role(account, kind, place, since=day(since), cadre=cadre)
        say(f"{account.name} is {given.kind} at {place.name} from {given.since} on.")


def move(
    username: str = USERNAME,
    to: str = typer.Option(..., "--to", help="The new unit.", show_default=False),
    left: str | None = typer.Option(
        None, "--from", help="The unit that is left, if there are several.", show_default=False
    ),
    on: datetime | None = ON,
) -> None:
    """Move a worker to another unit."""
    with database():
        from attune.server.people import staff

        account, place = staff.find_account(username), unit_named(to)
        before = None if left is None else unit_named(left)
        moved = staff.transfer(account, to=place, on=day(on), since=before)
        say(f"{account.name} works at {place.name} from {day(on)} on. Pairs that ended: {moved.pairs}.")
        _name_unsupervised(moved.without_supervisor)
        say(f"Next, on a phone of {place.name}: attune user enrol {account.username}")


def end(
    username: str = USERNAME,
    kind: str | None = KIND,
    unit: str | None = UNIT,
    on: datetime | None = ON,
) -> None:
    """End one role, or without --role everything: the person leaves."""
    if (kind is None) != (unit is None):
        wrong("To end one role give both --role and --unit. Without them the person leaves.")
    with database():
        from django.utils import timezone

        from attune.server.people import staff

        account = staff.find_account(username)
        if kind is not None and unit is not None:
            ended = staff.end_role(account, kind, unit_named(unit), on=day(on))
            say(f"{account.name} is not {kind} at {ended.unit.name} from {ended.until} on.")
            return
        left = staff.leave(account, on=day(on), now=timezone.now())
        say(
            f"{account.name} has left from {day(on)} on. Ended: {left.roles} roles, {left.pairs} pairs, "
            f"{left.phones} sign-ins on phones. What was recorded stays."
        )
        _name_unsupervised(left.without_supervisor)


# ---------------------------------------------------------------- supervision


def pair(
    supervisor: str = typer.Argument(help="User name of the supervisor.", show_default=False),
    worker: str = typer.Argument(help="User name of the worker.", show_default=False),
    since: datetime | None = SINCE,
    ended: bool = typer.Option(False, "--end", help="End the pair, on the day of --since."),
) -> None:
    """Let a supervisor supervise a worker, or end it."""
    with database():
        from attune.server.people import staff

        two = staff.find_account(supervisor), staff.find_account(worker)
        if ended:
            staff.end_pair(*two, on=day(since))
            say(f"{two[0].name} does not supervise {two[1].name} from {day(since)} on.")
        else:
            staff.pair(*two, since=day(since))
            say(f"{two[0].name} supervises {two[1].name} from {day(since)} on.")


def handover(
    before: str = typer.Argument(help="User name of the supervisor who gives.", show_default=False),
    after: str = typer.Argument(help="User name of the supervisor who takes.", show_default=False),
    workers: list[str] = WORKERS,
    on: datetime | None = SINCE,
) -> None:
    """Give a supervisor's workers to another supervisor."""
    with database():
        from attune.server.people import staff

        chosen = [staff.find_account(worker) for worker in workers] or None
        made = staff.hand_over(
            staff.find_account(before), staff.find_account(after), on=day(on), workers=chosen
        )
        say(f"Workers handed over: {', '.join(sorted(one.worker.name for one in made))}.")


def cover(
    away: str = typer.Argument(help="User name of the supervisor who is away.", show_default=False),
    by: str = typer.Argument(help="User name of the supervisor who stands in.", show_default=False),
    until: datetime = UNTIL,
    since: datetime | None = SINCE,
) -> None:
    """Let a supervisor stand in for another for some days."""
    with database():
        from attune.server.people import staff

        made = staff.cover(
            staff.find_account(away), staff.find_account(by), since=day(since), until=until.date()
        )
        say(f"Covered until {until.date()}: {', '.join(sorted(one.worker.name for one in made))}.")


# ---------------------------------------------------------------- phones


def enrol(username: str = USERNAME, unit: str | None = UNIT) -> None:
    """Make a code that puts a worker on a phone. It is good for ten minutes, once."""
    with database():
        from django.utils import timezone

        from attune.server.people import staff
        from attune.server.people.enrolment import make_code

        account = staff.find_account(username)
        place = unit_named(unit) if unit is not None else _only_unit(account)
        made = make_code(worker=account, unit=place, by=None, now=timezone.now())
        if urlsplit(made.link).hostname in ("127.0.0.1", "localhost", "::1"):
            say(
                "This code leads to this machine alone. For phones set ATTUNE_ADDRESS to the server's address."
            )
        _show_qr(made.link)
        say(
            f"{account.name} at {place.name}: scan this with the phone's camera, or open {made.link.split('#')[0]}"
        )
        say(f"and type the code {made.spelled}. It is good until {made.expires_at:%H:%M} UTC, for one phone.")


def phones(unit: str | None = UNIT) -> None:
    """Show phones, when each was last heard of, and how much it has not sent."""
    with database():
        from attune.server.people.models import Phone

        found = Phone.objects.select_related("unit").order_by("unit__name", "enrolled_at")
        if unit is not None:
            found = found.filter(unit__path__startswith=unit_named(unit).path)
        rows = [_phone_row(phone) for phone in found]
        print_table(("PHONE", "UNIT", "WORKERS", "LAST HEARD OF", "UNSENT", "STATE"), rows)
        if not rows:
            say("No phone yet. Next: attune user enrol USERNAME")


def lost(
    phone: str = typer.Argument(help="Id of the phone, or its first or last letters.", show_default=False),
) -> None:
    """Close a lost phone off: what it shows opens nothing any more."""
    with database():
        from django.utils import timezone

        from attune.server.people import staff

        found = _phone(phone)
        workers = staff.report_lost(found, now=timezone.now())
        had = "1 worker" if workers == 1 else f"{workers} workers"
        say(f"The phone {found.pk} of {found.unit.name} is closed off; it had {had}.")
        say(
            "What lies on it is sealed, but a short PIN only slows a determined finder: see docs/explanation/threats.md."
        )


# ---------------------------------------------------------------- steps


def _ask_password() -> str:
    """A password typed twice, or where nobody types, the first line that comes in."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _only_unit(account: Account) -> Unit:
    from attune.server.people import access

    units = {role.unit_id: role.unit for role in access.roles(account)}
    if not units:
        stop(
            f"{account.name} has no role. Next: attune user role {account.username} worker --unit UNIT --cadre CADRE"
        )
    if len(units) > 1:
        stop(
            f"{account.name} has roles at {', '.join(unit.name for unit in units.values())}. Say which with --unit."
        )
    only: Unit = next(iter(units.values()))
    return only


def _phone(named: str) -> Phone:
    from attune.server.people.models import Phone

    # Pages and phones name a phone by its last letters; lists and older habits by the first.
    wanted = named.lower()
    found = [
        phone
        for phone in Phone.objects.select_related("unit")
        if str(phone.pk).startswith(wanted) or str(phone.pk).endswith(wanted)
    ]
    if not found:
        stop(f"There is no phone {named}. `attune user phones` shows them.")
    if len(found) > 1:
        stop(f"{len(found)} phones begin or end with {named}. Give more of the id.")
    phone: Phone = found[0]
    return phone


def _account_row(account: Account) -> tuple[str, ...]:
    from attune.server.people import access
    from attune.server.people.models import Pair

    held = [f"{role.cadre or role.kind} at {role.unit.name}" for role in access.roles(account)]
    pairs = Pair.objects.filter(Pair.on(today()), worker=account).select_related("supervisor")
    return (
        account.username,
        account.name,
        "; ".join(held) or ("no role" if account.is_active else "has left"),
        ", ".join(f"{one.supervisor.name}{' (cover)' if one.covers_id else ''}" for one in pairs) or "-",
        str(account.phones.filter(revoked_at=None).count()),
    )


def _phone_row(phone: Phone) -> tuple[str, ...]:
    from attune.server.people.phones import is_copy

    workers = phone.workers.filter(revoked_at=None).select_related("account").order_by("account__name")
    state = "lost" if phone.lost_at else "a copy" if is_copy(phone) else "in use" if workers else "signed out"
    return (
        str(phone.pk),
        phone.unit.name,
        ", ".join(one.account.name for one in workers) or "-",
        f"{phone.seen_at:%Y-%m-%d %H:%M}" if phone.seen_at else "never",
        str(phone.unsent) if phone.seen_at else "-",
        state,
    )


def _name_unsupervised(accounts: Iterable[Account]) -> None:
    for account in accounts:
        say(f"{account.name} has no supervisor now. Next: attune user pair SUPERVISOR {account.username}")


def _show_qr(link: str) -> None:
    import segno

    segno.make(link, error="m").terminal(out=sys.stdout, compact=True, border=2)
