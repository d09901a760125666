"""Attune: trains, equips, supports and supervises non-specialist workers in mental health care."""

__version__ = "0.1.0"
