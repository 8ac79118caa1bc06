-- The statements that make a schema, in the order in which they work: phase, what is made, statement.
-- %(schema)s is the schema's name, %(role)s the quoted name of its role; see `tenants.catalogue`. To be run with
-- nothing but pg_catalog in the search path, so that PostgreSQL writes out every other name in full.

WITH held AS (
    -- By dependency, which is indexed: the catalogue of thousands of tenants is never read whole.
    SELECT d.classid, d.objid FROM pg_depend d JOIN pg_namespace n ON d.refobjid = n.oid
     WHERE d.refclassid = 'pg_namespace'::regclass AND n.nspname = %(schema)s
), rel AS (
    SELECT c.* FROM held JOIN pg_class c ON held.classid = 'pg_class'::regclass AND c.oid = held.objid
), proc AS (
    SELECT p.* FROM held JOIN pg_proc p ON held.classid = 'pg_proc'::regclass AND p.oid = held.objid
), col AS (
    SELECT attrelid, attnum, concat(
           quote_ident(attname), ' ', format_type(atttypid, atttypmod),
           CASE WHEN attcollation <> typcollation THEN ' COLLATE ' || attcollation::regcollation END,
           -- From 18 on NOT NULL is a constraint with a name; older versions take the name and forget it.
           CASE WHEN attnotnull THEN concat(' CONSTRAINT ' || quote_ident(conname), ' NOT NULL') END,
           CASE WHEN attidentity <> '' THEN format(
                ' GENERATED %%s AS IDENTITY (SEQUENCE NAME %%s)',
                CASE attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
                pg_get_serial_sequence(rel.oid::regclass::text, attname)) END,
           CASE attgenerated
                WHEN 's' THEN format(' GENERATED ALWAYS AS (%%s) STORED', pg_get_expr(adbin, adrelid))
                WHEN 'v' THEN format(' GENERATED ALWAYS AS (%%s) VIRTUAL', pg_get_expr(adbin, adrelid))
                ELSE ' DEFAULT ' || pg_get_expr(adbin, adrelid) END) AS clause
      FROM rel JOIN pg_attribute ON attrelid = rel.oid AND attnum > 0 AND NOT attisdropped
      JOIN pg_type t ON t.oid = atttypid
      LEFT JOIN pg_attrdef ON adrelid = rel.oid AND adnum = attnum
      LEFT JOIN pg_constraint ON conrelid = rel.oid AND contype = 'n' AND conkey = ARRAY[attnum]
     WHERE relkind = 'r'
), object AS (
    SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, rel.oid::regclass::text AS name,
           relacl AS acl, relowner AS owner,
           CASE relkind WHEN 'S' THEN ARRAY['SELECT', 'USAGE']
                ELSE ARRAY['DELETE', 'INSERT', 'SELECT', 'UPDATE'] END AS usual
      FROM rel WHERE relkind IN ('r', 'S')
    UNION ALL
    SELECT 'FUNCTION', proc.oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner)), proowner,
           ARRAY['EXECUTE']
      FROM proc
), given AS (
    -- What differs from what `rights.create_schema` gives to new objects: tables and sequences to the role,
    -- functions to everybody.
    SELECT kind, name, string_agg(format('GRANT %%s ON %%s %%s TO %%s', privilege, kind, name, grantee), E';\n'
                                  ORDER BY grantee, privilege) FILTER (WHERE privilege IS NOT NULL) AS grants,
           array_agg(privilege ORDER BY privilege) AS privileges, array_agg(DISTINCT grantee) AS grantees, usual
      FROM object LEFT JOIN LATERAL (
           SELECT entry.privilege_type AS privilege, CASE entry.grantee WHEN 0 THEN 'PUBLIC'
                  ELSE entry.grantee::regrole::text END AS grantee
             FROM aclexplode(acl) AS entry WHERE entry.grantee <> owner) AS entries ON true
     GROUP BY kind, name, usual
)
SELECT 1 AS phase, 'function ' || oid::regprocedure AS made, pg_get_functiondef(oid) AS statement
  FROM proc WHERE prokind IN ('f', 'p')
UNION ALL
SELECT 2, 'table ' || relname, concat(
       format(E'CREATE TABLE %%I.%%I (\n    ', %(schema)s, relname),
       (SELECT string_agg(clause, E',\n    ' ORDER BY attnum) FROM col WHERE attrelid = rel.oid),
       (SELECT string_agg(format(E',\n    CONSTRAINT %%I %%s', conname, pg_get_constraintdef(o.oid)), ''
                          ORDER BY contype DESC, conname)
          FROM pg_constraint o WHERE conrelid = rel.oid AND contype IN ('p', 'u', 'c', 'x')),
       E'\n)', ' WITH (' || array_to_string(reloptions, ', ') || ')')
  FROM rel WHERE relkind = 'r'
UNION ALL
SELECT 3, 'index ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
  FROM rel JOIN pg_index ON indrelid = rel.oid
 WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 4, 'foreign keys of ' || relname, format('ALTER TABLE %%s %%s', rel.oid::regclass, string_agg(
       format('ADD CONSTRAINT %%I %%s', conname, pg_get_constraintdef(o.oid)), ', ' ORDER BY conname))
  FROM rel JOIN pg_constraint o ON conrelid = rel.oid AND contype = 'f'
 GROUP BY rel.oid, relname
UNION ALL
SELECT 5, 'trigger ' || relname || '.' || tgname, pg_get_triggerdef(t.oid)
  FROM rel JOIN pg_trigger t ON tgrelid = rel.oid AND NOT tgisinternal
UNION ALL
SELECT 6, 'rights on ' || kind || ' ' || name, concat_ws(
       E';\n', format('REVOKE ALL ON %%s %%s FROM PUBLIC, %%s', kind, name, %(role)s::text), grants)
  FROM given
 WHERE privileges <> usual OR grantees <> ARRAY[CASE kind WHEN 'FUNCTION' THEN 'PUBLIC' ELSE %(role)s END]
ORDER BY 1, 2
