"""Why the database refuses an act: one code, sentence and way out per rule, for SQL and Python alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from schema.errors import TandemError

FORBIDDEN, NOBODY, ONESELF, LAST_ADMINISTRATOR, NO_STAFF = "TN001", "TN002", "TN003", "TN004", "TN005"
NOT_THERE, TAKEN, SECOND_PERSON, DECIDED, DAYS = "TN006", "TN007", "TN008", "TN009", "TN010"
MISSING, BUSY, VALUE, WHOLE_BANK, NO_PARAMETER = "TN011", "TN012", "TN013", "TN014", "TN015"
FOUR_EYES, INCOMPLETE, MOVED_ON, NO_STEP, KEPT, OPEN_ALREADY = "TN016", "TN017", "TN018", "TN019", "TN020", "TN021"
REFUSALS = {
    FORBIDDEN: ("You may not do this.", "Ask an administrator for the right."),
    NOBODY: ("The database does not know who asks.", "Sign in again."),
    ONESELF: ("Nobody may change their own rights.", "Ask another administrator."),
    LAST_ADMINISTRATOR: (
        "Nobody would be left to manage users.",
        "Make somebody else an administrator without a last day first.",
    ),
    NO_STAFF: (
        "This persona sees its own book, and the user is no member of staff.",
        "Name the member of staff first.",
    ),
    NOT_THERE: ("What this is about is not there.", "Open the page again and choose from its lists."),
    TAKEN: ("There is a value from that day on already.", "Choose another first day; what holds is never overwritten."),
    SECOND_PERSON: ("A published value needs a second person.", "Ask a colleague who may decide about parameters."),
    DECIDED: ("This proposal has been decided.", "Open the page again to see how."),
    DAYS: ("These days are not possible.", "Begin today or later, and end neither earlier nor before yesterday."),
    MISSING: ("A name, a source or a reason is missing.", "Write it; it is kept with the change."),
    BUSY: ("A load or a close is at work.", "Try again when it is done."),
    VALUE: (
        "This value does not fit the parameter.",
        "Give a number where it has one now, and a word where it has one.",
    ),
    WHOLE_BANK: ("This persona is held for the whole bank only.", "Choose the whole bank."),
    NO_PARAMETER: ("There is no parameter of this name and key.", "Choose one from the list."),
    FOUR_EYES: ("You acted in this case before; this step needs somebody else.", "Ask a colleague with the same duty."),
    INCOMPLETE: ("Something that this step needs is missing.", "Fill in what is marked; it is kept with the step."),
    MOVED_ON: ("Somebody else was faster; nothing of yours was written.", "Look at what changed, then act again."),
    NO_STEP: ("This step is not possible where the case stands now.", "Open the case again to see where it stands."),
    KEPT: ("What was done is never changed and never deleted.", "Make a further step instead."),
    OPEN_ALREADY: ("A case about the same is open already.", "Go on with that one."),
}

_CASES = {
    part: " ".join(f"when '{code}' then '{sentences[place]}'" for code, sentences in REFUSALS.items())
    for place, part in enumerate(("message", "hint"))
}
FUNCTIONS = f"""
create or replace function ops.refuse(code text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception using errcode = code,
        message = case code {_CASES["message"]} end,
        hint = case code {_CASES["hint"]} end;
end $$;

-- Who asks; refuses to go on when nobody does.
create or replace function ops.author() returns text
language plpgsql set search_path = pg_catalog, ops, pg_temp as $$
declare
    me text := ops.subject();
begin
    if me is null then
        perform ops.refuse('{NOBODY}');
    end if;
    return me;
end $$;

-- Refuses what is blank.
create or replace function ops.require_text(variadic texts text[]) returns void
language plpgsql set search_path = pg_catalog, ops, pg_temp as $$
begin
    if exists (select from unnest(texts) t where btrim(coalesce(t, '')) = '') then
        perform ops.refuse('{MISSING}');
    end if;
end $$;

-- Who asks, provided that he holds the right for the whole bank: users, parameters and days are nobody's unit's.
create or replace function ops.author_with(wanted text) returns text
language plpgsql set search_path = pg_catalog, ops, pg_temp as $$
begin
    if not ops.sees_whole_bank(wanted) then
        perform ops.author();
        perform ops.refuse('{FORBIDDEN}');
    end if;
    return ops.author();
end $$;
"""


class Refused(TandemError):
    """The database refused an act; `code` names the rule."""

    def __init__(self, code: str, *, detail: str = "") -> None:
        super().__init__(*REFUSALS[code], detail=detail)
        self.code = code


class NotAllowed(Refused):
    """Whoever asked lacks the right, or did not say who asks."""


@contextmanager
def refusals() -> Iterator[None]:
    """Raises NotAllowed or Refused where one of our functions refused; other errors pass."""
    try:
        yield
    except DBAPIError as fault:
        code = getattr(fault.orig, "pgcode", None)
        if code not in REFUSALS:
            raise
        kind = NotAllowed if code in {FORBIDDEN, NOBODY} else Refused
        raise kind(code, detail=str(fault.orig)) from fault
