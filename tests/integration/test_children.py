"""A test run that is killed leaves no server behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

RUNS = {
    "installation": """
from server.operate.installation import Installation
one = Installation.new(folder)
one.does("migrate")
""",
    "browser tests": """
from e2e.server import Server
one = Server(folder)
""",
    "live phones": """
from live_phones import LiveServer
one = LiveServer(folder)
one.run("migrate")
""",
}
START = """
import sys, time
from pathlib import Path
sys.path.insert(0, {tests!r})
folder = Path({folder!r})
{made}
one.start()
print(one.port, flush=True)
time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.parametrize("made", RUNS.values(), ids=RUNS)
def test_server_ends_with_the_run_that_was_killed(made: str, tmp_path: Path) -> None:
    script = START.format(tests=str(TESTS), folder=str(tmp_path), made=made)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        port = run.stdout.readline().strip()
        assert _answers(port)
        run.send_signal(signal.SIGKILL)

    until = time.monotonic() + 30
    while _answers(port) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _answers(port)


def _answers(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
