"""Data health: what came in, what was refused and why, how the closes ran, and whether everything adds up."""

from dashboard import access, states
from dashboard.parts import batches, beginning, checks, closings, operations, refused

access.require("page.data_health")
with states.guard():
    if operations.show():
        closings.show()
        refused.show()
        batches.show()
        batches.freshness()
        checks.show()
    else:
        beginning.show()
