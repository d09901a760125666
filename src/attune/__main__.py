"""`python -m attune` is the `attune` command."""

from __future__ import annotations

from attune.cli import main

main()
