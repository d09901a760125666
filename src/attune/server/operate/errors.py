"""What an operator is told. Each has a stable code and a message that says what to do.

AttuneServerError
└── OperatorError          what the commands print and end at
    ├── ServerRuns         (lock.py) another process holds the database
    ├── BackupFailed       no backup was made
    ├── NotReadBack        a backup was written and could not be verified
    └── RestoreRefused     nothing was changed
"""

from __future__ import annotations

from attune.server.errors import AttuneServerError


class OperatorError(AttuneServerError):
    code = "operator_error"


class BackupFailed(OperatorError):
    code = "backup_failed"


class NotReadBack(BackupFailed):
    code = "not_read_back"


class RestoreRefused(OperatorError):
    code = "restore_refused"
