"""Processes that tests start end with them, whatever ends the tests."""

from __future__ import annotations

import shutil
import sys

_SETPRIV = shutil.which("setpriv") if sys.platform == "linux" else None


def ending_with_us(command: list[str]) -> list[str]:
    """The command, which the kernel tells to stop when this process is gone: a killed test run runs no `stop()` of its own.

    On other systems than Linux it is the command as it is. Start it from the main thread: the kernel watches the thread.
    """
    return command if _SETPRIV is None else [_SETPRIV, "--pdeathsig", "TERM", "--", *command]
