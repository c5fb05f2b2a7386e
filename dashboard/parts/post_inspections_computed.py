"""How the figures of inspections come about."""

from __future__ import annotations

from dashboard.language import N_

OURS = N_("Proposed; no rule names it")
EXAM = N_("Examination of rural banks, with answers")
NOTICE = N_("Published bank notice on post-loan inspections")
DEFINITIONS = (
    (
        N_("Next inspection"),
        N_(
            "The last one + the days of the matrix, by class, kind of loan and exposure of the client (its largest "
            "balance in one currency). Personal loans and mortgages are inspected from special mention on, cards never"
        ),
        OURS,
    ),
    (
        N_("First inspection"),
        N_("Within 15 days of the disbursement; the use of a small and micro loan is verified within 90 days"),
        EXAM,
    ),
    (
        N_("Special inspection"),
        N_(
            "Within 10 days of the close that finds a worse class, of more than 60 days in arrears, or of an event "
            "outside the bank; it stays until an inspection answers it. A worse class shortens the interval from its "
            "own day on only"
        ),
        NOTICE,
    ),
    (
        N_("Supervisory inspection"),
        N_(
            "A risk manager looks at the client manager's work: a fifth of the loans in order, drawn anew every "
            "half-year, and all that are in trouble"
        ),
        OURS,
    ),
    (
        N_("Before the first record"),
        N_(
            "Loans from before the first inspection that was delivered count from that day; without any, from the "
            "date of the close, so that nothing is overdue for want of data"
        ),
        None,
    ),
    (
        N_("Fixed assets under construction"),
        N_("Until an inspection says that the project is in operation, and for 730 days at most"),
        OURS,
    ),
    (
        N_("Low risk"),
        N_("Deposits pledged for the whole loan, or for all the client owes in its currency"),
        OURS,
    ),
    (
        N_("Done on time"),
        N_("Done by the due date, of the inspections of clients in 90 days that had one"),
        None,
    ),
    (N_("Fewer than two inspectors"), N_("On site with fewer than two persons named"), EXAM),
    (N_("Leadership not present"), N_("On site at an exposure of more than 30 million without the leadership"), EXAM),
    (N_("Not confirmed by the borrower"), N_("A company inspected on site whose seal is not on the report"), EXAM),
    (
        N_("Evidence used before"),
        N_("The SHA-256 of a file stands in an earlier inspection, of whichever client"),
        OURS,
    ),
    (
        N_("Report copied from an earlier one"),
        N_(
            "More than 90 % of the runs of three letters agree with the report before, of the same client or of the "
            "same inspector; figures do not count. Compared once, at the first close after the inspection"
        ),
        OURS,
    ),
    (
        N_("More visits than the policy asks for"),
        N_(
            "Days on site at a client in 90 days, beyond as many as its shortest interval asks for and one for each "
            "first inspection; special inspections, and clients about whom something is open, are left out"
        ),
        OURS,
    ),
    (
        N_("Repeated too soon"),
        N_("Less than 10 days after another visit to the client, neither of them special"),
        OURS,
    ),
)
