"""What this process has answered so far: counts and durations by the names of our own routes."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# Name of a figure, its labels, its value.
Sample = tuple[str, Mapping[str, object], float]

# Method, route, status.
Key = tuple[str, str, int]

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")


@dataclass(slots=True)
class Requests:
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _count: Counter[Key] = field(default_factory=Counter)
    _seconds: dict[Key, float] = field(default_factory=dict)

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """One more answer. `route` is a name of ours, never a path."""
        # A method that somebody made up would make a series of its own.
        key = (method if method in _METHODS else "other", route, status)
        with self._lock:
            self._count[key] += 1
            self._seconds[key] = self._seconds.get(key, 0.0) + seconds

    def samples(self) -> Iterator[Sample]:
        with self._lock:
            answered = [(key, count, self._seconds[key]) for key, count in sorted(self._count.items())]
        for (method, route, status), count, seconds in answered:
            labels = {"process": os.getpid(), "method": method, "route": route, "status": status}
            yield "attune_requests_total", labels, count
            yield "attune_request_seconds_total", labels, seconds


requests = Requests()
