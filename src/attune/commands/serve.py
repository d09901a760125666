"""`attune serve` and `attune demo`: the server."""

from __future__ import annotations

import errno
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import typer

from attune.commands.content import stop, stop_at, wrong
from attune.server import setup
from attune.server.errors import Misconfigured

HOST = typer.Option("127.0.0.1", help="Address to listen on.")
PORT = typer.Option(8000, min=1, max=65535, help="Port to listen on.")
THREADS = typer.Option(4, min=1, max=64, help="How many requests are answered at once.")
WORKERS = typer.Option(
    1, min=1, max=64, help="Processes that answer, each with its threads. More than one needs PostgreSQL."
)
CERTIFICATE = typer.Option(None, exists=True, dir_okay=False, help="Certificate (PEM): answer by HTTPS.")
KEY = typer.Option(None, exists=True, dir_okay=False, help="Private key (PEM) of the certificate.")
TEST_LANGUAGES = typer.Option(
    False,
    "--test-languages",
    help="Publish the invented languages en-XA and ar-XB too; the app offers them at /?languages=test.",
)


EMPTY = typer.Option(False, "--empty", help="Without the invented district: nobody is there yet.")


def register(app: typer.Typer) -> None:
    """Add `serve`, `demo` and `migrate` to `app`."""
    app.command()(serve)
    app.command()(demo)
    app.command()(migrate)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server listens. Phones keep an app for offline use only over HTTPS, or from this machine itself."""

    host: str
    port: int
    threads: int
    certificate: Path | None
    key: Path | None
    workers: int = 1

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.key is None):
            wrong("HTTPS needs both --certificate and --key.")

    @property
    def address(self) -> str:
        host = (
            "127.0.0.1"
            if self.host in ("0.0.0.0", "::")
            else f"[{self.host}]"
            if ":" in self.host
            else self.host
        )
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"


def serve(
    host: str = HOST,
    port: int = PORT,
    threads: int = THREADS,
    workers: int = WORKERS,
    certificate: Path | None = CERTIFICATE,
    key: Path | None = KEY,
) -> None:
    """Serve the field app, the console and the published content. Needs ATTUNE_SECRET_KEY."""
    if not os.environ.get("ATTUNE_SECRET_KEY"):
        wrong(
            "ATTUNE_SECRET_KEY is not set. Set it to a long random text, or use `attune demo` to look around."
        )
    place = Place(host, port, threads, certificate, key, workers)
    os.environ.setdefault("ATTUNE_ADDRESS", place.address)
    _refuse_taken_port(place)
    data_folder()
    with _database():
        from attune.server.operate.lock import is_sqlite, serving

        if workers > 1 and is_sqlite():
            wrong(
                "SQLite is written by one process: leave --workers out, or move to PostgreSQL (DATABASE_URL)."
            )
        with serving():
            if steps := setup.pending():
                stop(
                    f"The database is older than this Attune by {len(steps)} steps. Run `attune migrate`, then start again."
                )
            _run(place)


def migrate() -> None:
    """Bring the database to this version. Needs ATTUNE_SECRET_KEY; a backup first is wise."""
    data_folder()
    with _database():
        from attune.server.operate.lock import only_process

        # Up to date, it says so beside a running server too; a change of tables is not made under its feet.
        with only_process() if setup.pending() else nullcontext():
            steps = setup.migrate()
    typer.echo(
        f"The database is up to date ({steps} steps taken)." if steps else "The database is up to date."
    )


def demo(
    host: str = HOST,
    port: int = PORT,
    threads: int = THREADS,
    certificate: Path | None = CERTIFICATE,
    key: Path | None = KEY,
    test_languages: bool = TEST_LANGUAGES,
    empty: bool = EMPTY,
) -> None:
    """Serve a demo district with invented people: nothing to set up, not for real care."""
    place = Place(host, port, threads, certificate, key)
    os.environ.setdefault("ATTUNE_ADDRESS", place.address)
    _refuse_taken_port(place)
    data = data_folder()
    os.environ.setdefault("ATTUNE_SECRET_KEY", _kept_secret(data / "demo-secret-key"))
    # Codes that `attune user enrol` makes beside it lead here, whatever the port.
    (data / "demo-address").write_text(os.environ["ATTUNE_ADDRESS"], encoding="utf-8")
    if host not in ("127.0.0.1", "localhost", "::1"):
        os.environ.setdefault("ATTUNE_ALLOWED_HOSTS", "*")  # a demo on a local network holds no real data
    with _database():
        from attune.server.operate.lock import serving

        with serving():
            setup.migrate()
            _publish_default_content(data, test_languages)
            if not empty:
                _fill_district()
            _run(place)


@contextmanager
def _database() -> Iterator[None]:
    """Settings and models, loaded. What is missing or cannot be reached ends the command with its message."""
    from django.db import OperationalError

    from attune.server.operate.errors import OperatorError

    try:
        setup.ready()
        yield
    except Misconfigured as missing:
        wrong(str(missing))
    except OperatorError as refused:
        stop(str(refused))
    except OperationalError as fault:
        reason = (str(fault).strip().splitlines() or ["no reason given"])[0]
        stop(f"The database cannot be used: {reason}. Look at DATABASE_URL, ATTUNE_DATA and the disk.")


def _fill_district() -> None:
    """Make the demo district unless it is there, and say how to come in."""
    from django.utils import timezone

    from attune.commands.demo_text import how_to_come_in
    from attune.server.demo import populate

    made = populate(timezone.now())
    if made is not None:
        typer.echo(
            f"Demo district: {made.people} invented people, {made.entries} entries of the last eight weeks."
        )
    for line in how_to_come_in(timezone.now()):
        typer.echo(line)


def _run(place: Place) -> None:
    _refuse_taken_port(place)
    _prepare_bundles(data_folder() / "bundle")
    typer.echo(f"Attune is at {place.address}  (stop with Ctrl-C)")

    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces

    os.environ["DJANGO_SETTINGS_MODULE"] = "attune.server.settings"
    os.environ["PARENT_OF_ATTUNE"] = str(os.getpid())
    connections.close_all()  # the processes that answer are forked from this one: none may share a connection
    Granian(
        "attune.server.wsgi:application",
        address=place.host,
        port=place.port,
        interface=Interfaces.WSGI,
        workers=place.workers,
        blocking_threads=place.threads,
        # Told to stop, it finishes what it has begun; what takes longer than this the phone sends again.
        workers_kill_timeout=30,
        # A process that died is begun anew; what it had not answered the phone sends again.
        respawn_failed_workers=True,
        ssl_cert=place.certificate,
        ssl_key=place.key,
        log_access=False,
        log_enabled=False,
    ).serve()


def _publish_default_content(data: Path, test_languages: bool) -> None:
    """Compile and sign the content that comes with Attune. A release that was gone back from stays set aside."""
    from attune.pack import PackError, PackFaults
    from attune.paths import content_dir
    from attune.server.field.publish import publish

    try:
        publish(
            content_dir(),
            data / "bundle",
            key=os.environ.get("ATTUNE_BUNDLE_KEY"),
            test_languages=test_languages,
        )
    except PackFaults as faulty:
        stop_at(faulty.faults, "So nothing was published. `attune check` shows them all.")
    except PackError as error:
        stop(str(error))


def _prepare_bundles(folder: Path) -> None:
    from attune.server.field.publish import compress_parts

    compress_parts(folder)
    if not (folder / "current.json").is_file():
        typer.echo(
            "No content is published yet: phones will find the app and no guide. See `attune bundle --help`.",
            err=True,
        )


def data_folder() -> Path:
    """ATTUNE_DATA, made if it is not there. Ends the command where it cannot be."""
    data = Path(os.environ.get("ATTUNE_DATA", "data")).resolve()
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        wrong(
            f"The data folder {data} cannot be made: {error.strerror}. Set ATTUNE_DATA to a folder you may write to."
        )
    return data


def _kept_secret(path: Path) -> str:
    """The secret in `path`, made on first use and readable by its owner alone."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def _refuse_taken_port(place: Place) -> None:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                wrong(
                    f"Port {place.port} is in use by another program. Choose another with --port {place.port + 1}."
                )
            wrong(f"Cannot listen on {place.host}:{place.port}: {fault.strerror or fault}.")
