"""Keeping the server alive: one process on SQLite, backup and restore, what is ready, what is measured."""
