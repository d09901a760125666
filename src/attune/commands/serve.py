"""`attune serve` and `attune demo`: the server."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

import typer

HOST = typer.Option("127.0.0.1", help="Address to listen on.")
PORT = typer.Option(8000, min=1, max=65535, help="Port to listen on.")
THREADS = typer.Option(4, min=1, max=64, help="How many requests are answered at once.")


def register(app: typer.Typer) -> None:
    """Add `serve` and `demo` to `app`."""
    app.command()(serve)
    app.command()(demo)


def serve(host: str = HOST, port: int = PORT, threads: int = THREADS) -> None:
    """Serve the field app and the published content. Needs ATTUNE_SECRET_KEY."""
    if not os.environ.get("ATTUNE_SECRET_KEY"):
        _stop(
            "ATTUNE_SECRET_KEY is not set. Set it to a long random text, or use `attune demo` to look around."
        )
    _run(host, port, threads)


def demo(host: str = HOST, port: int = PORT, threads: int = THREADS) -> None:
    """Serve a demo with invented people: nothing to set up, not for real care."""
    data = _data_dir()
    os.environ.setdefault("ATTUNE_SECRET_KEY", _kept_secret(data / "demo-secret-key"))
    if host not in ("127.0.0.1", "localhost", "::1"):
        os.environ.setdefault("ATTUNE_ALLOWED_HOSTS", "*")  # a demo on a local network holds no real data
    _run(host, port, threads)


def _run(host: str, port: int, threads: int) -> None:
    _refuse_taken_port(host, port)
    _publish_content()
    typer.echo(f"Attune is at http://{_shown(host)}:{port}  (stop with Ctrl-C)")

    from granian import Granian
    from granian.constants import Interfaces

    os.environ["DJANGO_SETTINGS_MODULE"] = "attune.server.settings"
    Granian(
        "attune.server.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        log_access=False,
        log_enabled=False,
    ).serve()


def _publish_content() -> None:
    from attune.server.field.publish import compress_parts

    compress_parts(_data_dir() / "bundle")


def _data_dir() -> Path:
    data = Path(os.environ.get("ATTUNE_DATA", "data")).resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _stop(
            f"The data folder {data} cannot be made: {error.strerror}. Set ATTUNE_DATA to a folder you may write to."
        )
    return data


def _kept_secret(path: Path) -> str:
    """The secret in `path`, made on first use and readable by its owner alone."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == 98 or "in use" in str(error):
                _stop(
                    f"Port {port} is in use by another program. Choose another: attune demo --port {port + 1}"
                )
            _stop(f"Cannot listen on {host}:{port}: {error.strerror}.")


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host


def _stop(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(2)
