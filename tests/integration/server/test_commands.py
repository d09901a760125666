"""`attune serve` and `attune demo` as an operator meets them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import contextmanager


def attune(*arguments, data, **environment):
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "attune", *arguments],
        env=_clean(data) | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextmanager
def running(*arguments, data):
    """The command as a process that goes on, with what it prints."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "attune", *arguments],
        env=_clean(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _clean(data):
    """This environment, without settings of Attune but for its folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ATTUNE_", "DJANGO_"))}
    return kept | {"ATTUNE_DATA": str(data)}


def test_serve_without_a_secret_says_what_to_set(tmp_path):
    result = attune("serve", data=tmp_path)

    assert result.returncode == 2
    assert "ATTUNE_SECRET_KEY is not set" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_taken_port_is_named_with_another_to_try(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = attune("demo", "--port", str(port), data=tmp_path)

    assert result.returncode == 2
    assert f"Port {port} is in use" in result.stderr
    assert f"--port {port + 1}" in result.stderr


def test_a_code_made_beside_a_demo_leads_to_the_demo_on_its_port(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running("demo", "--empty", "--port", str(port), data=tmp_path) as demo:
        for line in demo.stdout:
            if f":{port}" in line:
                break
        attune("unit", "add", "Clinic", "--level", "facility", data=tmp_path)
        attune(
            *("user", "add", "amina", "--name", "Amina", "--role", "worker"),
            *("--unit", "Clinic", "--cadre", "nurse"),
            data=tmp_path,
        )

        shown = attune("user", "enrol", "amina", data=tmp_path).stdout
        elsewhere = attune(
            "user", "enrol", "amina", data=tmp_path, ATTUNE_ADDRESS="https://attune.example.org"
        )

    assert f"open http://127.0.0.1:{port}/" in shown
    assert "open https://attune.example.org/" in elsewhere.stdout


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")

    result = attune("demo", data=in_the_way / "data")

    assert result.returncode == 2
    assert "ATTUNE_DATA" in result.stderr


def test_an_unknown_command_is_a_wrong_call(tmp_path):
    assert attune("no-such-command", data=tmp_path).returncode == 2


def test_version(tmp_path):
    assert attune("--version", data=tmp_path).stdout.startswith("attune 0.")


def test_the_command_line_starts_without_the_server(tmp_path):
    script = "import sys; from attune.cli import build_app; build_app(only='assess'); print('django' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "False"


def test_https_needs_certificate_and_key(tmp_path):
    certificate = tmp_path / "certificate.pem"
    certificate.write_text("")

    result = attune("demo", "--certificate", str(certificate), data=tmp_path)

    assert result.returncode == 2
    assert "both --certificate and --key" in result.stderr
