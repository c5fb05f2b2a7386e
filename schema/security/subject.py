"""Whose transaction it is: a subject counts only with its proof, see `schema.security.proof`.

A proof is an HMAC-SHA256, made of the sha256 that every Postgres has; the key never leaves the owner's functions.
"""

from __future__ import annotations

from schema.security.proof import APP, KEY, READER

BLOCK_BYTES = 64
INNER, OUTER = 0x36, 0x5C

# The key, and the two paddings of it that an HMAC hashes first; made once, by the server itself, so that no log of
# statements holds it.
SEED = f"""
insert into ops.secret (name, value)
select '{KEY}', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
on conflict do nothing;
insert into ops.secret (name, value)
select '{KEY} ' || padding,
       (select string_agg(decode(lpad(to_hex(get_byte(long_key, place) # value), 2, '0'), 'hex'), '' order by place)
        from generate_series(0, {BLOCK_BYTES - 1}) place)
from (values ('inner', {INNER}), ('outer', {OUTER})) p (padding, value),
     (select value || decode(repeat('00', {BLOCK_BYTES} - length(value)), 'hex') from ops.secret
      where name = '{KEY}') k (long_key)
on conflict do nothing;
"""

FUNCTIONS = f"""
create or replace function ops.backend() returns text
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as
$$ select concat(pg_backend_pid(), '.', extract(epoch from a.backend_start))
   from pg_stat_get_activity(pg_backend_pid()) a $$;

create or replace function ops.proof_of(message text) returns text
language sql stable security definer set search_path = pg_catalog, ops, pg_temp as
$$ select encode(sha256(o.value || sha256(i.value || convert_to(message, 'UTF8'))), 'hex')
   from ops.secret i, ops.secret o where i.name = '{KEY} inner' and o.name = '{KEY} outer' $$;

create or replace function ops.subject() returns text
language sql stable parallel restricted security definer set search_path = pg_catalog, ops, pg_temp as
$$ select s.subject
   from (select nullif(current_setting('tandem.subject', true), '') as subject,
                coalesce(nullif(current_setting('role'), 'none'), session_user) as role) s
   where s.subject is not null and current_setting('tandem.proof', true) = ops.proof_of(
       case when pg_has_role(s.role, '{APP}', 'usage') then concat_ws('|', '{APP}', s.subject, ops.backend())
            when pg_has_role(s.role, '{READER}', 'usage') then concat_ws('|', '{READER}', s.subject) end) $$;
"""
