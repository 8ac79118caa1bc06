-- Functions of one schema's audit. Every function that runs with the owner's rights names its own schema, so that
-- statements from a session that looks elsewhere still write here; pg_temp stands last, so that nobody's temporary
-- table takes the place of ours.

CREATE OR REPLACE FUNCTION {schema}.audit_mask(record jsonb, secrets text[], salt uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_object_agg(key, CASE
        WHEN key = ANY (secrets) AND value <> 'null'
        THEN to_jsonb('sha256:' || encode(sha256(uuid_send(salt) || convert_to(value::text, 'UTF8')), 'hex'))
        ELSE value END)
    FROM jsonb_each(record)
$$;

CREATE OR REPLACE FUNCTION {schema}.audit_key(record jsonb, columns text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN cardinality(columns) = 1 THEN record ->> columns[1] ELSE (
        SELECT coalesce(string_agg(record ->> name, ',' ORDER BY position), '')
        FROM unnest(columns) WITH ORDINALITY AS key_column (name, position)) END
$$;

CREATE OR REPLACE FUNCTION {schema}.audit_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    key_columns text[] := string_to_array(TG_ARGV[0], ',');
    secrets text[] := string_to_array(TG_ARGV[1], ',');
    masked boolean := TG_ARGV[1] <> '';
    ignored text[] := string_to_array(TG_ARGV[2], ',');
    this_xid bigint := pg_current_xact_id()::text::bigint;
    role text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    actor jsonb := nullif(current_setting('hongling.actor', true), '')::jsonb;
    realm text := coalesce(actor ->> 'realm', 'database');
    actor_id text := coalesce(actor ->> 'id', role);
    actor_name text := coalesce(actor ->> 'name', role);
    why text := coalesce(current_setting('hongling.reason', true), '');
    request text := coalesce(current_setting('hongling.request', true), '');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit_event (at, xid, operation, table_name, row_key, new, salt,
                                 actor_realm, actor_id, actor_name, reason, db_role, request_id)
        SELECT clock_timestamp(), this_xid, TG_OP, TG_TABLE_NAME, audit_key(r.j, key_columns),
               CASE WHEN masked THEN audit_mask(r.j, secrets, r.salt) ELSE r.j END, r.salt,
               realm, actor_id, actor_name, why, role, request
        FROM (SELECT to_jsonb(t) AS j, gen_random_uuid() AS salt FROM new_rows t) r;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO audit_event (at, xid, operation, table_name, row_key, old, salt,
                                 actor_realm, actor_id, actor_name, reason, db_role, request_id)
        SELECT clock_timestamp(), this_xid, TG_OP, TG_TABLE_NAME, audit_key(r.j, key_columns),
               CASE WHEN masked THEN audit_mask(r.j, secrets, r.salt) ELSE r.j END, r.salt,
               realm, actor_id, actor_name, why, role, request
        FROM (SELECT to_jsonb(t) AS j, gen_random_uuid() AS salt FROM old_rows t) r;
    ELSIF TG_OP = 'UPDATE' THEN
        -- PostgreSQL appends both versions of a row together, so their positions pair them, also when the key changed.
        INSERT INTO audit_event (at, xid, operation, table_name, row_key, old, new, salt,
                                 actor_realm, actor_id, actor_name, reason, db_role, request_id)
        SELECT clock_timestamp(), this_xid, TG_OP, TG_TABLE_NAME, audit_key(o.j, key_columns),
               CASE WHEN masked THEN audit_mask(changed.old, secrets, o.salt) ELSE changed.old END,
               CASE WHEN masked THEN audit_mask(changed.new, secrets, o.salt) ELSE changed.new END, o.salt,
               realm, actor_id, actor_name, why, role, request
        FROM (SELECT to_jsonb(t) AS j, row_number() OVER () AS position, gen_random_uuid() AS salt FROM old_rows t) o
        JOIN (SELECT to_jsonb(t) AS j, row_number() OVER () AS position FROM new_rows t) n USING (position)
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(key, value) AS old, jsonb_object_agg(key, n.j -> key) AS new
            FROM jsonb_each(o.j) WHERE value IS DISTINCT FROM n.j -> key AND key <> ALL (ignored)
        ) changed
        WHERE changed.old IS NOT NULL
        ORDER BY position;
    ELSE
        EXECUTE format(
            'INSERT INTO audit_event (at, xid, operation, table_name, row_key, old, salt,'
            ' actor_realm, actor_id, actor_name, reason, db_role, request_id)'
            ' SELECT clock_timestamp(), $1, $2, $3, audit_key(r.j, $4),'
            ' CASE WHEN $5 THEN audit_mask(r.j, $6, r.salt) ELSE r.j END, r.salt, $7, $8, $9, $10, $11, $12'
            ' FROM (SELECT to_jsonb(t) AS j, gen_random_uuid() AS salt FROM %I.%I t) r',
            TG_TABLE_SCHEMA, TG_TABLE_NAME)
        USING this_xid, TG_OP, TG_TABLE_NAME, key_columns, masked, secrets,
              realm, actor_id, actor_name, why, role, request;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION {schema}.audit_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_event' AND current_setting('hongling.erasing', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Values are erased with audit_erase().';
END
$$;

CREATE OR REPLACE FUNCTION {schema}.audit_seal_events(batch integer DEFAULT 10000) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    last audit_seal%ROWTYPE;
    fresh audit_seal%ROWTYPE;
    horizon bigint;
    first_xid bigint;
    cut bigint;
    sealed bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('hongling.audit.' || {name}, 0));
    -- Transactions below the horizon have ended: nothing can join their events any more.
    horizon := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    SELECT * INTO last FROM audit_seal ORDER BY seq DESC LIMIT 1;
    fresh.seq := coalesce(last.seq, 0);
    fresh.xid_before := coalesce(last.xid_before, 0);
    fresh.hash := coalesce(last.hash, sha256(''));
    LOOP
        fresh.seq := fresh.seq + 1;
        fresh.xid_from := fresh.xid_before;
        fresh.previous_hash := fresh.hash;
        SELECT min(xid) INTO first_xid FROM audit_event WHERE xid >= fresh.xid_from AND xid < horizon;
        EXIT WHEN first_xid IS NULL;
        SELECT xid INTO cut FROM audit_event WHERE xid >= fresh.xid_from AND xid < horizon
            ORDER BY xid OFFSET batch LIMIT 1;
        fresh.xid_before := CASE WHEN cut IS NULL THEN horizon ELSE greatest(cut, first_xid + 1) END;
        SELECT count(*), min(id), max(id), {leaves}
            INTO fresh.count, fresh.first_id, fresh.last_id, fresh.leaves
            FROM audit_event AS event WHERE xid >= fresh.xid_from AND xid < fresh.xid_before;
        fresh.sealed_at := clock_timestamp();
        SELECT {hash} INTO fresh.hash FROM (SELECT fresh.*) AS seal;
        INSERT INTO audit_seal SELECT fresh.*;
        sealed := sealed + fresh.count;
        EXIT WHEN cut IS NULL;
    END LOOP;
    IF sealed > 0 THEN
        INSERT INTO public.audit_head AS head (schema_name, seq, hash, sealed_at)
            SELECT {name}, seq, hash, sealed_at FROM audit_seal ORDER BY seq DESC LIMIT 1
            ON CONFLICT (schema_name) DO UPDATE
            SET seq = excluded.seq, hash = excluded.hash, sealed_at = excluded.sealed_at;
    END IF;
    RETURN sealed;
END
$$;

-- Lawful erasure: nulls the named columns in all events of one row and keeps their digests, so that the seals hold;
-- '@reason' and '@actor_name' name the event's own texts. The erasure is an event itself.
CREATE OR REPLACE FUNCTION {schema}.audit_erase(of_table text, of_row text, fields text[], why text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    role text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    actor jsonb := nullif(current_setting('hongling.actor', true), '')::jsonb;
    names text[];
    erased bigint;
BEGIN
    SELECT array_agg(prefix || field) INTO names
        FROM unnest(fields) AS field CROSS JOIN unnest(ARRAY['', 'old.', 'new.']) AS prefix;
    PERFORM set_config('hongling.erasing', 'on', true);
    WITH part AS (
        SELECT event.id,
               jsonb_object_agg(f.key, encode(f.digest, 'hex')) FILTER (WHERE f.key = ANY (names)) AS digests,
               jsonb_object_agg(f.key, encode(f.salt, 'hex'))
                   FILTER (WHERE f.key <> ALL (names) AND f.salt IS NOT NULL) AS salts,
               jsonb_object_agg(substr(f.key, 5), NULL)
                   FILTER (WHERE f.key = ANY (names) AND f.key LIKE 'old.%') AS old,
               jsonb_object_agg(substr(f.key, 5), NULL)
                   FILTER (WHERE f.key = ANY (names) AND f.key LIKE 'new.%') AS new
        FROM audit_event AS event CROSS JOIN LATERAL ({fields}) AS f
        WHERE event.table_name = of_table AND event.row_key = of_row AND event.operation <> 'ERASE'
        GROUP BY event.id
        HAVING bool_or(f.key = ANY (names) AND NOT f.gone)
    )
    UPDATE audit_event AS event SET
        old = event.old || coalesce(part.old, '{{}}'),
        new = event.new || coalesce(part.new, '{{}}'),
        reason = CASE WHEN '@reason' = ANY (names) THEN '' ELSE event.reason END,
        actor_name = CASE WHEN '@actor_name' = ANY (names) THEN '' ELSE event.actor_name END,
        salt = NULL,
        erasure = jsonb_build_object(
            'digests', coalesce(event.erasure -> 'digests', '{{}}') || part.digests,
            'salts', coalesce(part.salts, '{{}}'))
    FROM part WHERE part.id = event.id;
    GET DIAGNOSTICS erased = ROW_COUNT;
    PERFORM set_config('hongling.erasing', 'off', true);
    INSERT INTO audit_event (at, xid, operation, table_name, row_key, new, salt,
                             actor_realm, actor_id, actor_name, reason, db_role, request_id)
    VALUES (clock_timestamp(), pg_current_xact_id()::text::bigint, 'ERASE', of_table, of_row,
            jsonb_build_object('fields', fields, 'events', erased), gen_random_uuid(),
            coalesce(actor ->> 'realm', 'database'), coalesce(actor ->> 'id', role), coalesce(actor ->> 'name', role),
            why, role, coalesce(current_setting('hongling.request', true), ''));
    RETURN erased;
END
$$;
