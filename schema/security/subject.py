"""Whose transaction it is: the subject that everything else asks for."""

from __future__ import annotations

FUNCTIONS = """
create or replace function ops.subject() returns text
language sql stable parallel restricted set search_path = pg_catalog, pg_temp as
$$ select nullif(current_setting('tandem.subject', true), '') $$;
"""
