"""Serves the built field app: hashed files for ever, everything else asked for anew each time."""

from __future__ import annotations

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

REVALIDATE = "no-cache"


class FieldAppFiles(WhiteNoiseMiddleware):
    """WhiteNoise with our two caching rules; it picks the .br or .gz file made at build time."""

    def __init__(self, get_response: Any = None, **kwargs: Any) -> None:
        super().__init__(get_response, **kwargs)
        self.immutable_file_test = lambda path, url: url.startswith("/assets/")
        # Files are found at start; the rules above must hold for them too.
        if self.root is not None:
            self.files.clear()
            self.add_files(self.root)

    def add_cache_headers(self, headers: Any, path: str, url: str) -> None:
        if self.immutable_file_test(path, url):
            headers["Cache-Control"] = f"public, max-age={self.FOREVER}, immutable"
        else:
            headers["Cache-Control"] = REVALIDATE
