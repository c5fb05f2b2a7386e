"""The dated parameters of the post-loan file, bound for its steps of a close."""

from schema.domain.archive import ArchiveStep
from schema.policy import Policy, archive


def bound(policy: Policy) -> dict[str, int]:
    """`archive_days_inspection` and its like, in whole days and ranks. Raises ParameterMissing."""
    by_step = (archive.DAYS, archive.RENEWAL, archive.OVERDUE_DAYS, archive.CLASS)
    keyed = {
        f"{name}_{step}": int(policy.number(name, step))
        for name, numbers in ((name, _keys(name)) for name in by_step)
        for step in numbers
    }
    singles = (archive.CLOSED_DAYS, archive.HANDOVER_WINDOW, archive.HANDOVER_GAP)
    return keyed | {name: int(policy.number(name)) for name in singles}


def _keys(name: str) -> tuple[ArchiveStep, ...]:
    """The items that a parameter ships for."""
    return tuple(ArchiveStep(each.key) for each in archive.SHIPPED if each.name == name)
