"""What a load did, file by file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["loaded", "unchanged", "refused"]


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """One file and one feed. rows_read = rows_accepted + rows_rejected + rows_set_aside, always."""

    feed: str
    file_name: str
    status: Status
    load_batch_id: int | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_set_aside: int = 0
    rows_inserted: int = 0
    rows_updated: int = 0
    rows_unchanged: int = 0
    seconds: float = 0.0
    message: str = ""
    by_reason: Mapping[str, int] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class LoadReport:
    """Every file of one run, in the order they were loaded."""

    run_code: str
    files: tuple[FileReport, ...]
    is_dry_run: bool = False

    @property
    def refused(self) -> tuple[FileReport, ...]:
        """Files nothing was taken from."""
        return tuple(one for one in self.files if one.status == "refused")

    @property
    def rows_rejected(self) -> int:
        """Refused rows of all files."""
        return sum(one.rows_rejected for one in self.files)
