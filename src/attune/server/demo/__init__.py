"""The demo district: invented units, people and weeks of work, sent in by invented phones on the way that all entries take."""

from attune.server.demo.populate import Populated, populate

__all__ = ["Populated", "populate"]
