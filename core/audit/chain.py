"""What a seal covers, as SQL: the database seals with these expressions and `verify` recomputes them itself.

The checking program brings its own formulas instead of calling the schema's functions, so that a function
replaced in the database cannot vouch for its own forgery.
"""

FIELDS = """
    SELECT field.key, field.gone, field.salt,
           CASE WHEN field.gone THEN decode(event.erasure -> 'digests' ->> field.key, 'hex')
                ELSE sha256(field.salt || convert_to(field.value::text, 'UTF8')) END AS digest
    FROM (
        SELECT named.key, named.value,
               coalesce(named.value IN ('null', '""') AND event.erasure -> 'digests' ? named.key, false)
                   AS gone,
               coalesce(sha256(uuid_send(event.salt) || convert_to(named.key, 'UTF8')),
                        decode(event.erasure -> 'salts' ->> named.key, 'hex')) AS salt
        FROM (
            SELECT 'old.' || key AS key, value FROM jsonb_each(event.old)
            UNION ALL SELECT 'new.' || key, value FROM jsonb_each(event.new)
            UNION ALL SELECT '@reason', to_jsonb(event.reason)
            UNION ALL SELECT '@actor_name', to_jsonb(event.actor_name)
        ) AS named
    ) AS field
"""
"""Rows (key, gone, salt, digest): the salted digest of each value of ``event``.

These are the columns of the changed row, and the event's own texts, which may name a person too. A digest
that an erasure kept counts only while its value is really gone.
"""

LEAF = f"""
    sha256(
        convert_to(jsonb_build_array(
            event.id, extract(epoch FROM event.at), event.xid, event.operation, event.table_name,
            event.row_key, event.actor_realm, event.actor_id, event.db_role, event.request_id)::text, 'UTF8')
        || (SELECT string_agg(sha256(convert_to(covered.key, 'UTF8')) || covered.digest, ''::bytea
                              ORDER BY covered.key COLLATE "C") FROM ({FIELDS}) AS covered))
"""  # noqa: S608 - made of constants
"""The digest of one ``event``."""

LEAVES = f"string_agg(int8send(event.id) || {LEAF}, ''::bytea ORDER BY event.xid, event.id)"
"""8 + 32 bytes per ``event`` of a batch."""

HASH = """
    sha256(
        seal.previous_hash
        || convert_to(jsonb_build_array(
            seal.seq, seal.xid_from, seal.xid_before, seal.first_id, seal.last_id, seal.count,
            extract(epoch FROM seal.sealed_at))::text, 'UTF8')
        || seal.leaves)
"""
"""The hash of one ``seal``."""
