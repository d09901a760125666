"""The default content, compiled once for all tests of a process. Nobody changes it: copy what you want to change."""

from __future__ import annotations

from functools import cache

from attune.pack import Compiled, compile_pack
from attune.paths import content_dir


@cache
def default_pack() -> Compiled:
    return compile_pack(content_dir())
