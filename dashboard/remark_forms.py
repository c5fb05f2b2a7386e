"""Every form of sentence that a load or a close writes down, with the text that pages show for it.

`{holes}` is where something is filled in. Most are shown as they are stored; the text shown for the others leaves
out or renames what only a programmer reads. Where two forms fit, the first counts.
"""

from __future__ import annotations

from dashboard.language import N_

SHOWN_OTHERWISE = (
    (
        "{column} must be an amount below 10^16; it is {value}.",
        N_("{column} must be an amount below 10¹⁶; it is {value}."),
    ),
    (
        "{column} must be a number below 10^9; it is {value}.",
        N_("{column} must be a number below 10⁹; it is {value}."),
    ),
    (
        "This {feed} belongs to another client already; close it and deliver it under a new code.",
        N_("This belongs to another client already; close it and deliver it under a new code."),
    ),
    (
        "The row has {actual} fields, the header has {expected}.",
        N_("The row has {actual} cells, the header has {expected}."),
    ),
    (
        "booked_date lies before the account was opened.",
        N_("It is booked before the account was opened."),
    ),
    (
        "restructured_date lies before the loan's disbursement.",
        N_("The change lies before the loan's disbursement."),
    ),
    (
        "closed_date lies before opened_date.",
        N_("It is closed before it was opened."),
    ),
    (
        "due_date lies before the loan's disbursement.",
        N_("The due date lies before the loan's disbursement."),
    ),
    (
        "period_end_date lies before period_start_date.",
        N_("The period ends before it starts."),
    ),
    (
        "valid_to lies before valid_from.",
        N_("The validity ends before it starts."),
    ),
    (
        "known_date lies before event_date.",
        N_("The event is known before it happened."),
    ),
    (
        "known_date lies before valid_from.",
        N_("The evidence is known before it holds."),
    ),
    (
        "This kind says nothing without value_ratio.",
        N_("This kind says nothing without a ratio."),
    ),
    (
        "The loan belongs to another client than client_code says.",
        N_("The loan belongs to another client."),
    ),
    (
        "paid_date lies before the loan's disbursement.",
        N_("It is paid before the loan's disbursement."),
    ),
    (
        "as_of lies before the loan's disbursement.",
        N_("The snapshot lies before the loan's disbursement."),
    ),
    (
        "{file} is refused: it cannot be read as delimited text. See --verbose.",
        N_("{file} is refused: it cannot be read as delimited text. Load it with `--verbose` to see why."),
    ),
    (
        "{file} is refused: it cannot be read as a workbook. See --verbose.",
        N_("{file} is refused: it cannot be read as a workbook. Load it with `--verbose` to see why."),
    ),
    (
        "{file} is refused: it has no column {value}, which {feed}.{column} is read from. Its columns are: {names}.",
        N_(
            "{file} is refused: it has no column {value}, from which “{column}” of {feed} is read. Its columns "
            "are: {names}."
        ),
    ),
)
VALUES = (
    N_("{column} must not be empty."),
    N_("{column} must be one of {names}; it is {value}."),
    N_("{column} is longer than {longest} characters."),
    N_("{column} must be above {bound}; it is {value}."),
    N_("{column} must be at least {bound}; it is {value}."),
    N_("{column} must be at most {bound}; it is {value}."),
    N_("{column} must be a whole number; it is {value}."),
    N_("{column} must be a date written {form}; it is {value}."),
    N_("{column} must be a date; it is {value}."),
    N_("{column} must be yes or no; it is {value}."),
    N_("{column} contains a NUL character."),
    N_("{column} {value} is no known {parent}."),
    N_("The same key stands in row {row}, which counts."),
)
RULES = (
    N_("A movement of zero moves nothing."),
    N_("A repayment of zero says nothing."),
    N_("The loan is closed before it is disbursed."),
    N_("This kind concerns the obligor and names no loan."),
    N_("The commitment belongs to another client."),
    N_("The first instalment falls due after the loan matures."),
    N_("The first instalment falls due before the loan is disbursed."),
    N_("A client cannot guarantee its own debt."),
    N_("The loan matures on or before the day it is disbursed."),
    N_("A target belongs to one person or to one org unit, not to both and not to none."),
    N_("The period overlaps another one of the same kind that starts on {date}."),
    N_("The statement is received before its period ends."),
    N_("A return must not be positive."),
    N_("The shares of this client or loan in this role must add up to 100, they are {share} on {date}."),
    N_("The shares of this sale must add up to 100, they are {share}."),
    N_("A market volume cannot be negative."),
    N_("The inspection lies before the loan's disbursement."),
    N_("The second person is the first one again."),
    N_("The SHA-256 must be 64 hexadecimal digits in small letters."),
)
FINDINGS = (
    N_("Live loans without a schedule, of which nothing ever falls due: {count}."),
    N_("Loans whose class moved by two or more since the close before: {count}."),
    N_("Accounts with a negative balance in the month: {count}."),
    N_("Loans in another currency than their commitment or guarantee; nothing is converted: {count}."),
    N_("Commitments drawn beyond their limit: {count}."),
    N_("Delivered schedules that do not add up to the principal of their loan: {count}."),
    N_("Loans that have received more than all their instalments, the rest being a credit balance: {count}."),
    N_("Account transactions of the month that belong to no known account: {count}."),
    N_("Loans without a client manager on this date: {count}."),
    N_("Clients with more than one client manager on this date: {count}."),
    N_("Balances that do not follow from the one before: {count} (first in rows {names})."),
    N_(
        "Totals that differ from the sum of their institutions: {count}, most {product} on {date}: the "
        "institutions are {difference} above {total}."
    ),
    N_(
        "Totals that differ from the sum of their institutions: {count}, most {product} on {date}: the "
        "institutions are {difference} below {total}."
    ),
)
CLOSES = (
    N_("{feed} changed from {date} on"),
    N_("the close of {date}, with which it is compared, is new or has changed"),
    N_("Closing {date} failed at the step {step}: no reason given."),
    N_("Closing {date} failed at the step {step}: {reason}."),
)
BATCHES = (
    N_("Not read: {names}."),
    N_("{file} is refused: its header line is blank. Say in the mapping how many lines to skip."),
    N_("{file} is refused: it is empty. Deliver it with a header line."),
    N_("{file} is refused: a quote in its header line is never closed. Write the header on one line."),
    N_("{file} is refused: it ends inside a quoted value. It seems to be cut off; deliver it again."),
    N_("{file} is refused: it has a line longer than {size} MB. Check the line ends and the quotes."),
    N_(
        "{file} is refused: its text is neither UTF-8, nor GB18030, nor Big5 (see line {line}). Say its "
        "encoding in the mapping."
    ),
    N_("{file} is refused: its text is neither UTF-8, nor GB18030, nor Big5. Say its encoding in the mapping."),
    N_("{file} is refused: it is not written in {encoding} (see line {line}). Say its encoding in the mapping."),
    N_("{file} is refused: it is not written in {encoding}. Say its encoding in the mapping."),
    N_("{file} is refused: it is not a Parquet file. Deliver it again."),
    N_("{file} is refused: its content is damaged. Deliver it again."),
    N_("{file} is refused: its sheet is empty. Deliver it with a header row, or name another sheet."),
    N_("{file} is refused: it has no sheet {value}. Its sheets are: {names}."),
    N_("{file} is refused: it holds no records. Deliver at least one."),
    N_("{file} is refused: it has no array {value}. Check `records` in the mapping."),
    N_(
        "{file} is refused: it is not JSON (line {line}, column {place}). Deliver an array of objects, or one"
        " object a line."
    ),
    N_("{file} is refused: its query failed: {reason}. Mend the query."),
    N_("{file} is refused: its database does not answer. Check the address."),
    N_("{file} is refused: it cannot be opened ({reason}). Check the file."),
    N_("{file} is refused: it is packed. Unpack it and deliver what is inside."),
    N_("{file} is refused: its header names {names} twice. Rename one of them."),
    N_("{file} is refused: Tandem itself counts rows in {value}. Rename that column."),
    N_("{file} is refused: it has no column {value} to join on. Mend the mapping."),
    N_("{file} is refused: it has no column {value}. It has: {names}."),
    N_("{file} is refused: a column is missing: {reason}"),
    N_("{file} is refused: the file {other} it is joined with is missing. Deliver both."),
    N_("{file} is refused: it can no longer be read ({reason}). Load it again when it is complete."),
    N_("{file} is refused: it changed while it was read. Load it again when it is complete."),
)
FORMS = (*SHOWN_OTHERWISE, *((form, form) for form in (*VALUES, *RULES, *FINDINGS, *CLOSES, *BATCHES)))
