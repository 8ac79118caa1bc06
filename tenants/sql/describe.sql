-- Every object of a schema: kind, name, definition. %(schema)s is the schema's name; see `tenants.structure`.

WITH place AS (
    SELECT oid, nspowner, nspacl FROM pg_namespace WHERE nspname = %(schema)s
), held AS (
    -- By dependency, which is indexed: the catalogue of thousands of tenants is never read whole.
    SELECT d.classid, d.objid FROM pg_depend d, place
     WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = place.oid
), rel AS (
    SELECT c.* FROM held JOIN pg_class c ON held.classid = 'pg_class'::regclass AND c.oid = held.objid
), proc AS (
    SELECT p.* FROM held JOIN pg_proc p ON held.classid = 'pg_proc'::regclass AND p.oid = held.objid
), grants AS (
    SELECT 'schema' AS kind, '' AS name, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS acl FROM place
    UNION ALL SELECT 'relation', relname, aclexplode(coalesce(relacl, acldefault(
        CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, relowner))) FROM rel
    UNION ALL SELECT 'column', rel.relname || '.' || attname, aclexplode(attacl)
        FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid WHERE attacl IS NOT NULL
    UNION ALL SELECT 'function', proname, aclexplode(coalesce(proacl, acldefault('f', proowner))) FROM proc
    UNION ALL SELECT 'default', defaclobjtype::text, aclexplode(defaclacl)
        FROM pg_default_acl, place WHERE defaclnamespace = place.oid
)
SELECT 'relation' AS kind, relname::text AS name, concat_ws(' ', relkind, relpersistence, relrowsecurity,
       relforcerowsecurity, relreplident, relispartition, reloptions::text, pg_get_userbyid(relowner)) AS text FROM rel
UNION ALL
SELECT 'column', rel.relname || '.' || attname, concat_ws(' ',
       rank() OVER (PARTITION BY rel.oid ORDER BY attnum), format_type(atttypid, atttypmod), attnotnull,
       'identity=' || attidentity::text, 'generated=' || attgenerated::text, attcollation::regcollation,
       pg_get_expr(adbin, adrelid), attstorage, 'compression=' || attcompression::text)
  FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = rel.oid AND adnum = attnum
 WHERE relkind <> 'S'
UNION ALL
SELECT 'constraint', rel.relname || '.' || conname, contype::text || ' ' || pg_get_constraintdef(o.oid, true)
  FROM rel JOIN pg_constraint o ON conrelid = rel.oid
UNION ALL
SELECT 'index', rel.relname || '.' || indexrelid::regclass, concat_ws(' ', pg_get_indexdef(indexrelid, 0, true),
       indisclustered, indisreplident, indisvalid, indimmediate)
  FROM rel JOIN pg_index ON indrelid = rel.oid
UNION ALL
SELECT 'trigger', rel.relname || '.' || tgname, pg_get_triggerdef(t.oid, true) || ' ' || tgenabled::text
  FROM rel JOIN pg_trigger t ON tgrelid = rel.oid AND NOT tgisinternal
UNION ALL
SELECT 'policy', rel.relname || '.' || polname, concat_ws(' ', polcmd, polpermissive, polroles::regrole[],
       pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
  FROM rel JOIN pg_policy ON polrelid = rel.oid
UNION ALL
SELECT 'rule', rel.relname || '.' || rulename, pg_get_ruledef(r.oid, true)
  FROM rel JOIN pg_rewrite r ON ev_class = rel.oid
UNION ALL
SELECT 'sequence', rel.relname::text, concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin,
       seqcache, seqcycle, deptype, refobjid::regclass, refobjsubid)
  FROM rel JOIN pg_sequence ON seqrelid = rel.oid
  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = rel.oid AND deptype IN ('a', 'i')
UNION ALL
SELECT 'function', proname || '(' || pg_get_function_identity_arguments(oid) || ')',
       CASE WHEN prokind IN ('f', 'p') THEN pg_get_functiondef(oid) ELSE prokind::text END
       || ' ' || pg_get_userbyid(proowner)
  FROM proc
UNION ALL
SELECT 'comment', obj.kind || ' ' || obj.name || ' ' || objsubid, description
  FROM (SELECT 'pg_class'::regclass AS class, oid, 'relation' AS kind, relname::text AS name FROM rel
        UNION ALL SELECT 'pg_proc'::regclass, oid, 'function', proname FROM proc) AS obj
  JOIN pg_description ON classoid = obj.class AND objoid = obj.oid
UNION ALL
SELECT 'grant', concat_ws(' ', kind, name, CASE (acl).grantee WHEN 0 THEN 'PUBLIC'
       ELSE pg_get_userbyid((acl).grantee) END, (acl).privilege_type), (acl).is_grantable::text
  FROM grants
UNION ALL
-- Types of tables and arrays follow their tables; any other kind of object is named, whatever it is.
SELECT 'other', held.classid::regclass::text, pg_describe_object(held.classid, held.objid, 0)
  FROM held LEFT JOIN pg_type t ON held.classid = 'pg_type'::regclass AND t.oid = held.objid
 WHERE held.classid NOT IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_default_acl'::regclass)
   AND NOT coalesce(t.typtype = 'c' OR t.typcategory = 'A', false)
