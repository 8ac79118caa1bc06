-- Give every watched table of the schema the triggers that note changes of figures, and take them from other tables.
-- Idempotent: what stands already is left alone.

SET CONSTRAINTS ALL IMMEDIATE;
DO $marks$
DECLARE
    target record;
    step record;
BEGIN
    FOR target IN
        SELECT c.oid, c.relname = ANY ({watched}::text[]) AS watched,
               coalesce((SELECT a.attname FROM pg_attribute a
                          WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname = ANY ({first_days}::text[])
                            AND a.atttypid = 'date'::regtype
                          ORDER BY array_position({first_days}::text[], a.attname::text) LIMIT 1), '') AS first_day
        -- By dependency, which is indexed: the tables of thousands of tenants are not looked through.
        FROM pg_depend d JOIN pg_class c ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
        WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = {name}::regnamespace AND c.relkind = 'r'
        ORDER BY c.relname
    LOOP
        FOR step IN
            SELECT wanted.name, wanted.clause, t.oid AS standing,
                   t.tgargs = convert_to(target.first_day, 'UTF8') || '\x00'::bytea AS fits
            FROM (VALUES ('figures_insert', 'AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows'),
                         ('figures_update',
                          'AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
                         ('figures_delete', 'AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows'),
                         ('figures_truncate', 'AFTER TRUNCATE ON %s')) AS wanted (name, clause)
            LEFT JOIN pg_trigger t ON t.tgrelid = target.oid AND t.tgname = wanted.name
        LOOP
            IF step.standing IS NOT NULL AND (NOT target.watched OR NOT step.fits) THEN
                EXECUTE format('DROP TRIGGER %I ON %s', step.name, target.oid::regclass);
            END IF;
            IF target.watched AND step.fits IS NOT TRUE THEN
                EXECUTE format('CREATE TRIGGER %I ' || step.clause || ' FOR EACH STATEMENT EXECUTE FUNCTION '
                               || 'public.figures_touched(%L)',
                               step.name, target.oid::regclass, target.first_day);
            END IF;
        END LOOP;
    END LOOP;
END
$marks$;
SET CONSTRAINTS ALL DEFERRED;
