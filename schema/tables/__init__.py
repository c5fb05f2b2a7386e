"""Every table of the shared schema; importing this package fills the one MetaData."""

from schema.tables import (
    access,
    accounts,
    archive,
    inspections,
    lending,
    operations,
    organisation,
    party,
    quality,
    sales,
    workflow,
)
from schema.tables.base import NAMESPACES, metadata

__all__ = [
    "NAMESPACES",
    "access",
    "accounts",
    "archive",
    "inspections",
    "lending",
    "metadata",
    "operations",
    "organisation",
    "party",
    "quality",
    "sales",
    "workflow",
]
