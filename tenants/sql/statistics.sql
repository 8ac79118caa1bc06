-- What tenants' roles may do with the statistics of the public schema. Each function acts for the schema of the
-- calling role and for no other; the region of a figure is the registry's, never the caller's.

-- Notes that figures may differ from a day on: one effect a transaction, table and month (year, before this one).
-- The key names the transaction, so that writers never wait for each other and what commits later has its own.
CREATE FUNCTION public.figures_touched() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    first_day text := CASE TG_ARGV[0] WHEN '' THEN 'NULL::date' ELSE quote_ident(TG_ARGV[0]) END;
    since date;
    changed bigint := 1;
BEGIN
    IF TG_OP <> 'TRUNCATE' THEN
        EXECUTE format('SELECT count(*), min(coalesce(day, ''0001-01-01'')) FROM ('
            || CASE TG_OP
               WHEN 'INSERT' THEN 'SELECT %1$s AS day FROM new_rows'
               WHEN 'DELETE' THEN 'SELECT %1$s AS day FROM old_rows'
               ELSE 'SELECT %1$s AS day FROM new_rows UNION ALL SELECT %1$s FROM old_rows' END
            || ') AS changed', first_day) INTO changed, since;
    END IF;
    IF changed > 0 THEN
        since := greatest(coalesce(since, '0001-01-01'), '0001-01-01');
        since := date_trunc(CASE WHEN since < date_trunc('year', now()) THEN 'year' ELSE 'month' END, since);
        INSERT INTO public.outbox (id, tenant, task, effect_key, payload)
        VALUES (gen_random_uuid(), TG_TABLE_SCHEMA, 'tenants.statistics.recount',
                concat_ws('/', 'figures', pg_current_xact_id(), extract(epoch FROM now()), TG_TABLE_NAME, since),
                jsonb_build_object('tables', ARRAY[TG_TABLE_NAME::text], 'since', ARRAY[since],
                                   'until', ARRAY['9999-12-31']))
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.statistics_caller() RETURNS public.tenants_tenant
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    own public.tenants_tenant%ROWTYPE;
BEGIN
    SELECT * INTO own FROM public.tenants_tenant AS t
     WHERE t.schema_name = substr(caller, length({tenant_prefix}) + 1)
       AND {tenant_prefix} || t.schema_name = caller;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'statistics are published by tenants only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN own;
END
$$;
REVOKE ALL ON FUNCTION public.statistics_caller() FROM PUBLIC;

-- How the calling tenant's figures were counted last; no row if never.
CREATE FUNCTION public.statistics_known() RETURNS SETOF public.statistics_freshness
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT f.* FROM public.statistics_freshness AS f WHERE f.tenant_id = (public.statistics_caller()).id
$$;

-- Publishes figures: those of the counted pairs of period and indicator are replaced by what was found, the
-- published ones of reported periods stand still, but for those about the reports. Returns how many rows changed.
CREATE FUNCTION public.statistics_put(
    counted_periods text[], counted_indicators text[],
    periods text[], indicators text[], splits text[], dimensions text[], numerators numeric[], denominators numeric[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own public.tenants_tenant%ROWTYPE := public.statistics_caller();
    reported text[] := ARRAY(SELECT r.period FROM public.statistics_report AS r
                              WHERE r.tenant_id = own.id AND r.state IN ('SUBMITTED', 'FROZEN'));
    changed bigint;
    total bigint;
BEGIN
    WITH gone AS (
        SELECT f.tenant_id, f.period, f.indicator, f.dimension
          FROM unnest(counted_periods, counted_indicators) AS c (period, indicator)
          JOIN public.statistics_figure AS f
            ON f.tenant_id = own.id AND f.period = c.period AND f.indicator = c.indicator
          LEFT JOIN unnest(periods, indicators, dimensions) AS n (period, indicator, dimension)
            ON n.period = f.period AND n.indicator = f.indicator AND n.dimension = f.dimension
         WHERE n.period IS NULL
    ), deleted AS (
        DELETE FROM public.statistics_figure AS f USING gone
         WHERE (f.tenant_id, f.period, f.indicator, f.dimension)
               = (gone.tenant_id, gone.period, gone.indicator, gone.dimension)
           AND (NOT f.frozen OR f.numerator IS NULL)
        RETURNING 1
    ), emptied AS (
        UPDATE public.statistics_figure AS f
           SET live_numerator = 0, live_denominator = CASE WHEN f.denominator IS NOT NULL THEN 0 END
          FROM gone
         WHERE (f.tenant_id, f.period, f.indicator, f.dimension)
               = (gone.tenant_id, gone.period, gone.indicator, gone.dimension)
           AND f.frozen AND f.numerator IS NOT NULL AND f.live_numerator IS DISTINCT FROM 0
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM deleted) + (SELECT count(*) FROM emptied) INTO total;

    INSERT INTO public.statistics_figure AS f
           (tenant_id, region_code, period, indicator, split, dimension, numerator, denominator,
            frozen, live_numerator, live_denominator, as_of)
    SELECT own.id, own.region_code, n.period, n.indicator, n.split, n.dimension,
           CASE WHEN NOT n.held THEN n.numerator END, CASE WHEN NOT n.held THEN n.denominator END,
           n.held, CASE WHEN n.held THEN n.numerator END, CASE WHEN n.held THEN n.denominator END,
           clock_timestamp()
      FROM (SELECT u.*, u.period = ANY (reported) AND u.indicator <> ALL ({unfrozen}) AS held
              FROM unnest(periods, indicators, splits, dimensions, numerators, denominators)
                   AS u (period, indicator, split, dimension, numerator, denominator)) AS n
        ON CONFLICT (tenant_id, period, indicator, dimension) DO UPDATE
       SET region_code = excluded.region_code, split = excluded.split,
           numerator = CASE WHEN f.frozen THEN f.numerator ELSE excluded.numerator END,
           denominator = CASE WHEN f.frozen THEN f.denominator ELSE excluded.denominator END,
           live_numerator = excluded.live_numerator, live_denominator = excluded.live_denominator,
           as_of = CASE WHEN f.frozen THEN f.as_of ELSE excluded.as_of END
     WHERE (CASE WHEN f.frozen THEN f.live_numerator ELSE f.numerator END,
            CASE WHEN f.frozen THEN f.live_denominator ELSE f.denominator END, f.region_code)
           IS DISTINCT FROM (coalesce(excluded.live_numerator, excluded.numerator),
                             coalesce(excluded.live_denominator, excluded.denominator), excluded.region_code);
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN total + changed;
END
$$;

-- Takes away the figures of periods and indicators that are not kept; what was reported stays.
CREATE FUNCTION public.statistics_keep(kept_periods text[], kept_indicators text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own public.tenants_tenant%ROWTYPE := public.statistics_caller();
    taken bigint;
BEGIN
    DELETE FROM public.statistics_figure AS f
     WHERE f.tenant_id = own.id AND NOT f.frozen
       AND (f.period <> ALL (kept_periods) OR f.indicator <> ALL (kept_indicators));
    GET DIAGNOSTICS taken = ROW_COUNT;
    RETURN taken;
END
$$;

-- Notes how fresh the figures are: `day` is the one that running periods stand on, null = as before; `reason` is
-- empty unless something failed in this round. Returns how many rounds failed since all was fresh.
CREATE FUNCTION public.statistics_counted(kept_periods text[], day date, failing_indicators text[], reason text)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own public.tenants_tenant%ROWTYPE := public.statistics_caller();
    stale boolean := reason <> '' OR cardinality(failing_indicators) > 0;
    failures integer;
BEGIN
    INSERT INTO public.statistics_freshness AS f
           (tenant_id, counted_at, counted_on, periods, stale_since, stale_reason, failing, attempts)
    VALUES (own.id, clock_timestamp(), day, kept_periods, CASE WHEN stale THEN clock_timestamp() END, reason,
            failing_indicators, stale::integer)
        ON CONFLICT (tenant_id) DO UPDATE
       SET counted_at = excluded.counted_at, counted_on = coalesce(day, f.counted_on), periods = kept_periods,
           stale_since = CASE WHEN stale THEN coalesce(f.stale_since, excluded.stale_since) END,
           stale_reason = CASE WHEN stale AND reason = '' THEN f.stale_reason ELSE reason END,
           failing = failing_indicators,
           attempts = CASE WHEN stale THEN f.attempts + (reason <> '')::integer ELSE 0 END
    RETURNING f.attempts INTO failures;
    RETURN failures;
END
$$;

-- Notes why a round counted nothing at all. Returns how many rounds failed since all was fresh.
CREATE FUNCTION public.statistics_failed(reason text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own public.tenants_tenant%ROWTYPE := public.statistics_caller();
    failures integer;
BEGIN
    INSERT INTO public.statistics_freshness AS f (tenant_id, periods, stale_since, stale_reason, failing, attempts)
    VALUES (own.id, ARRAY[]::text[], clock_timestamp(), reason, ARRAY[]::text[], 1)
        ON CONFLICT (tenant_id) DO UPDATE
       SET stale_since = coalesce(f.stale_since, excluded.stale_since), stale_reason = reason,
           attempts = f.attempts + 1
    RETURNING f.attempts INTO failures;
    RETURN failures;
END
$$;

-- Takes away all that can be counted anew from the tenant's records.
CREATE FUNCTION public.statistics_clear() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own public.tenants_tenant%ROWTYPE := public.statistics_caller();
BEGIN
    DELETE FROM public.statistics_figure WHERE tenant_id = own.id AND (NOT frozen OR numerator IS NULL);
    DELETE FROM public.statistics_freshness WHERE tenant_id = own.id;
END
$$;

-- Reports a period: from then on its published figures stand still. Returns the report's version, or null where
-- it is reported already.
CREATE FUNCTION public.statistics_report(
    wanted text, first_day date, end_day date, due_day date, today date,
    realm text, actor_id text, actor_name text
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own public.tenants_tenant%ROWTYPE := public.statistics_caller();
    reached integer;
BEGIN
    INSERT INTO public.statistics_report AS r
           (id, tenant_id, region_code, period, from_on, until_on, due_on, state, version, first_submitted_on,
            submitted_at, submitted_by_realm, submitted_by_id, submitted_by_name,
            decided_by_realm, decided_by_id, decided_by_name, reason)
    VALUES (gen_random_uuid(), own.id, own.region_code, wanted, first_day, end_day, due_day, 'SUBMITTED', 1, today,
            clock_timestamp(), realm, actor_id, actor_name, '', '', '', '')
        ON CONFLICT (tenant_id, period) DO UPDATE
       SET state = 'SUBMITTED', version = r.version + 1, region_code = own.region_code,
           submitted_at = excluded.submitted_at, submitted_by_realm = realm, submitted_by_id = actor_id,
           submitted_by_name = actor_name, decided_at = NULL, decided_by_realm = '', decided_by_id = '',
           decided_by_name = '', reason = ''
     WHERE r.state = 'RETURNED'
    RETURNING r.version INTO reached;
    IF reached IS NOT NULL THEN
        UPDATE public.statistics_figure
           SET frozen = true, live_numerator = numerator, live_denominator = denominator
         WHERE tenant_id = own.id AND period = wanted AND indicator <> ALL ({unfrozen}) AND NOT frozen;
    END IF;
    RETURN reached;
END
$$;

-- What the calling tenant published of a reported period and the records say otherwise by now.
CREATE FUNCTION public.statistics_differences(wanted text) RETURNS TABLE (
    indicator text, dimension text, numerator numeric, denominator numeric, live_numerator numeric,
    live_denominator numeric
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT f.indicator, f.dimension, f.numerator, f.denominator, f.live_numerator, f.live_denominator
      FROM public.statistics_figure AS f
     WHERE f.tenant_id = (public.statistics_caller()).id AND f.period = wanted AND f.frozen
       AND (f.numerator, f.denominator) IS DISTINCT FROM (f.live_numerator, f.live_denominator)
$$;

-- The calling tenant's reports.
CREATE FUNCTION public.statistics_reports() RETURNS SETOF public.statistics_report
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.* FROM public.statistics_report AS r WHERE r.tenant_id = (public.statistics_caller()).id
$$;
