"""`attune backup` and `attune restore`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from attune.commands.content import stop, wrong
from attune.commands.people import database, say
from attune.server.operate.errors import OperatorError

FILE = typer.Argument(
    help="File to write, or a folder, which gets a file named after the time.", show_default=False
)
KEEP = typer.Option(0, min=0, help="In a folder: how many of the newest backups to keep. 0: all of them.")
FROM = typer.Argument(help="File that `attune backup` wrote.", show_default=False)
REPLACE = typer.Option(False, "--replace", help="Put what is here now aside, and the backup in its place.")
OTHER_SECRET = typer.Option(
    False, "--other-secret", help="Go on though ATTUNE_SECRET_KEY is another than when the backup was made."
)


def register(app: typer.Typer) -> None:
    """Add `backup` and `restore` to `app`."""
    app.command()(backup)
    app.command()(restore)


def backup(file: Path = FILE, keep: int = KEEP) -> None:
    """Write a backup while the server runs, and read it back. Phones then let go of what they had kept for it.

    It holds the database and the published content, not the secrets: keep ATTUNE_SECRET_KEY and bundle-key.pem apart.
    """
    if keep and not file.is_dir():
        wrong("--keep needs a folder.")
    with database(migrated=False), _refusals():  # a backup is what one wants before migrating
        from django.utils import timezone

        from attune.server.operate import backup as backups

        now = timezone.now()
        path = file / backups.name_for(now) if file.is_dir() else file
        made = backups.make(path.absolute(), now=now)
        say(f"{made.path} ({made.bytes:,} bytes) holds {made.entries:,} entries, and was read back.")
        say(f"Phones keep what they sent after {made.moment:%Y-%m-%d %H:%M} UTC until the next backup.")
        for gone in backups.prune(file, keep) if keep else []:
            say(f"Removed the older {gone.name}.")


def restore(file: Path = FROM, replace: bool = REPLACE, other_secret: bool = OTHER_SECRET) -> None:
    """Bring a backup back. The server must be stopped. Phones then send again what the backup lacks."""
    from attune.commands.serve import data_folder

    data_folder()
    with database(migrated=False), _refusals():
        from django.utils import timezone

        from attune.server.operate.restore import restore as bring_back

        done = bring_back(file.absolute(), now=timezone.now(), replace=replace, other_secret=other_secret)
    say(
        f"{done.entries:,} entries about {done.people:,} people are back, as of {done.moment:%Y-%m-%d %H:%M} UTC."
    )
    if done.steps:
        say(f"The database was brought to this version ({done.steps} steps).")
    if done.before is not None and done.carried is not None:
        carried = done.carried
        say(f"What was here before is kept as {done.before}. Remove it when all is well.")
        say(
            f"Taken over from it: {carried.erasures} erasures ({carried.blanked} entries blanked), "
            f"{carried.phones_lost} lost phones, {carried.tokens_ended} ended tokens, "
            f"{carried.work_ended} ended roles, pairs and accounts."
        )
        say("Done after the backup and to be done again: new accounts and roles, changed passwords.")
        if carried.backed_up is not None:
            typer.echo(
                f"A later backup, up to {carried.backed_up:%Y-%m-%d %H:%M} UTC, had been told to the phones: they may have "
                "let go of what they sent before it. If you have that backup, restore it with --replace.",
                err=True,
            )
    else:
        say(
            "Done after the backup and to be done again: phones lost, people who left, changed passwords and roles."
        )
    say("Everybody signs in on the console again. Next: attune serve")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except OperatorError as refused:
        stop(str(refused))
