"""The questions: read models and the functions that read them. Importing the package knows every read model."""

from schema.marts import (
    tables_archive,
    tables_inspections,
    tables_movement,
    tables_quality,
    tables_structure,
    tables_supervision,
)

__all__ = [
    "tables_archive",
    "tables_inspections",
    "tables_movement",
    "tables_quality",
    "tables_structure",
    "tables_supervision",
]
