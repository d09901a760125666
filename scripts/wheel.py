"""Build hook of the wheel: puts the built field app, its words and the default content inside (attune.paths finds them there)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INSIDE = {"client/dist": "attune/_client", "content": "attune/_content"}
WORDS = ("client/src/i18n", "attune/_words")


class WheelHook(BuildHookInterface):
    """A wheel gets the folders; an editable install finds them in the tree."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        root = Path(self.root)
        if not (root / "client" / "dist" / "index.html").is_file():
            raise FileNotFoundError("The field app is not built. `make dist` builds it and then the wheel.")
        words, inside = WORDS
        build_data["force_include"].update(
            {str(root / source): target for source, target in INSIDE.items()}
            | {str(path): f"{inside}/{path.name}" for path in sorted((root / words).glob("en*.json"))}
        )
