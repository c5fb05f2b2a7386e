"""What can keep a file from being made."""

from __future__ import annotations

from schema.errors import TandemError


class ExportFault(TandemError):
    """A file could not be made or may not be given out; the sentences are in the reader's language already."""
