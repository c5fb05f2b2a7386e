"""Every table of the shared schema; importing this package fills the one MetaData."""

from schema.tables import access, accounts, lending, operations, organisation, party, sales, workflow
from schema.tables.base import NAMESPACES, metadata

__all__ = [
    "NAMESPACES",
    "access",
    "accounts",
    "lending",
    "metadata",
    "operations",
    "organisation",
    "party",
    "sales",
    "workflow",
]
