"""Where the built field app, its words and the default content are: in the source tree, or inside the wheel.

Nothing else in the code knows which of the two it runs from.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_TREE = _PACKAGE.parent.parent


def client_dir() -> Path:
    """The folder of the built field app (index.html, assets, service-worker.js)."""
    return _find("client/dist", "_client", probe="index.html")


def content_dir() -> Path:
    """The folder of the default content pack (pack.yaml and one folder per kind)."""
    return _find("content", "_content", probe="pack.yaml")


def app_words_dir() -> Path:
    """The folder of the field app's own English words (en.json and others), which translations cover too."""
    return _find("client/src/i18n", "_words", probe="en.json")


def console_words_dir() -> Path:
    """The folder of the console's own English words (en.json), which translations cover too."""
    return _PACKAGE / "server" / "console" / "words"


def in_tree() -> bool:
    """Is this a source tree (and not an installed wheel)?"""
    return (_TREE / "pyproject.toml").is_file() and (_TREE / "src" / "attune") == _PACKAGE


def _find(in_source: str, in_wheel: str, *, probe: str) -> Path:
    """The tree's folder in a source tree, else the wheel's. It need not exist: the caller says what to do then."""
    source, wheel = _TREE / in_source, _PACKAGE / in_wheel
    if in_tree():
        return source
    return wheel if (wheel / probe).exists() or not (source / probe).exists() else source
