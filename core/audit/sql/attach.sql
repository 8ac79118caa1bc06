-- Give every table of the schema its triggers, take them from exempt tables, and set the rights on the audit's own.
-- Idempotent: what stands already is left alone. {declared} is a JSON object: table -> columns with secrets.

SET CONSTRAINTS ALL IMMEDIATE;
DO $attach$
DECLARE
    target record;
    step record;
    role text := {role};
    keeper text;
BEGIN
    FOR target IN
        SELECT c.oid, c.relname, c.relname = ANY ({exempt}::text[]) AS exempt,
               coalesce((SELECT string_agg(a.attname, ',' ORDER BY array_position(i.indkey::int2[], a.attnum))
                         FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                         WHERE i.indrelid = c.oid AND i.indisprimary), '') AS key_columns,
               coalesce((SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a
                         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                           AND a.atttypid <> 'boolean'::regtype
                           AND (a.attname ~ {pattern} OR {declared}::jsonb -> c.relname::text ? a.attname::text)),
                        '') AS secrets,
               coalesce((SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a
                         WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname = ANY ({ignored}::text[])),
                        '') AS ignored
        -- By dependency, which is indexed: the tables of thousands of tenants are not looked through.
        FROM pg_depend d JOIN pg_class c ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
        WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = {name}::regnamespace
          AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        ORDER BY c.relname
    LOOP
        FOR step IN
            SELECT wanted.name, wanted.clause, t.oid AS standing,
                   t.tgargs = convert_to(target.key_columns, 'UTF8') || '\x00'::bytea
                              || convert_to(target.secrets, 'UTF8') || '\x00'::bytea
                              || convert_to(target.ignored, 'UTF8') || '\x00'::bytea AS fits
            FROM (VALUES ('audit_insert', 'AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows'),
                         ('audit_update',
                          'AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
                         ('audit_delete', 'AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows'),
                         ('audit_truncate', 'BEFORE TRUNCATE ON %s')) AS wanted (name, clause)
            LEFT JOIN pg_trigger t ON t.tgrelid = target.oid AND t.tgname = wanted.name
        LOOP
            IF step.standing IS NOT NULL AND (target.exempt OR NOT step.fits) THEN
                EXECUTE format('DROP TRIGGER %I ON %s', step.name, target.oid::regclass);
            END IF;
            IF NOT target.exempt AND step.fits IS NOT TRUE THEN
                EXECUTE format('CREATE TRIGGER %I ' || step.clause || ' FOR EACH STATEMENT EXECUTE FUNCTION '
                               || '{schema}.audit_record(%L, %L, %L)',
                               step.name, target.oid::regclass, target.key_columns, target.secrets,
                               target.ignored);
            END IF;
        END LOOP;
    END LOOP;

    FOREACH keeper IN ARRAY {own}::text[] LOOP
        IF NOT EXISTS (SELECT FROM pg_trigger
                       WHERE tgrelid = format('%I.%I', {name}, keeper)::regclass AND tgname = 'audit_append_only') THEN
            EXECUTE format('CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I.%I'
                           ' FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse()', {name}, keeper);
        END IF;
    END LOOP;

    REVOKE ALL ON FUNCTION {schema}.audit_seal_events(integer), {schema}.audit_erase(text, text, text[], text)
        FROM PUBLIC;
    -- A template has no role yet; provisioning attaches again once the tenant has its own.
    IF to_regrole(quote_ident(role)) IS NOT NULL THEN
        FOREACH keeper IN ARRAY {kept}::text[] LOOP
            EXECUTE format('REVOKE ALL ON {schema}.%I FROM %I; GRANT SELECT ON {schema}.%I TO %I',
                           keeper, role, keeper, role);
        END LOOP;
        EXECUTE format('REVOKE ALL ON SEQUENCE {schema}.audit_event_id_seq FROM %I', role);
        EXECUTE format('GRANT EXECUTE ON FUNCTION {schema}.audit_seal_events(integer),'
                       ' {schema}.audit_erase(text, text, text[], text) TO %I', role);
    END IF;
END
$attach$;
SET CONSTRAINTS ALL DEFERRED;
