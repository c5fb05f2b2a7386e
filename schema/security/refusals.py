"""Why the database refuses an act: one code, sentence and way out per rule, for SQL and Python alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from schema.errors import TandemError

FORBIDDEN, NOBODY = "TN001", "TN002"
REFUSALS = {
    FORBIDDEN: ("You may not do this.", "Ask an administrator for the right."),
    NOBODY: ("The database does not know who asks.", "Sign in again."),
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
