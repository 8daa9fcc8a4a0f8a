-- The access log is kept for at least five years (G-073). What is older can be purged, from the beginning of the chain and no
-- other way; the limit stands here, for whoever asks.

-- What was purged. Only added to. Whoever adds a row says only what is to go; what goes is decided by the trigger.
CREATE TABLE "kit"."access_log_purge" (
    "purge" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "purged_at" timestamptz NOT NULL,
    -- What was asked: entries made and sealed before this.
    "older_than" timestamptz NOT NULL,
    -- The last link that went, and its hash: what is left of the chain begins after it.
    "up_to_seal" bigint NOT NULL UNIQUE,
    "hash" bytea NOT NULL CHECK (octet_length("hash") = 32),
    "entries" bigint NOT NULL CHECK ("entries" > 0),
    -- The transaction that purges, which alone may delete.
    "transaction" bigint NOT NULL
);

-- A link may go when its entry was made and sealed long enough ago by the clock of the database, when the chain itself has
-- seen five years pass since, when the central log has it, and when every link before it may go. A time in which nothing was
-- sealed counts as passed when it is at most a week: a clock that jumps ahead makes no entry older.
CREATE FUNCTION "kit"."access_log_purge_decide"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    "limit" CONSTANT timestamptz := now() - interval '5 years';
    "first" bigint;
BEGIN
    IF NEW."older_than" IS NULL OR NEW."older_than" > "limit" THEN
        RAISE EXCEPTION 'the access log is kept for at least five years' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('kit.access_log_ship', 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('kit.access_log_seal', 0));
    WITH "gap" AS (
        SELECT s."seal", s."sealed_at", l."at",
            extract(epoch FROM lead(s."sealed_at", 1, now()) OVER (ORDER BY s."seal") - s."sealed_at") AS "seconds"
        FROM "kit"."access_log_seal" s JOIN "kit"."access_log" l USING ("entry")
    ), "link" AS (
        SELECT "seal", "sealed_at", "at",
            sum(CASE WHEN abs("seconds") <= 7 * 86400 THEN "seconds" ELSE 0 END) OVER (ORDER BY "seal" DESC) AS "seen"
        FROM "gap"
    )
    SELECT min("seal"), min("seal") FILTER (WHERE NOT (
            "sealed_at" < NEW."older_than" AND "at" < NEW."older_than"
            AND "seen" >= extract(epoch FROM now() - "limit")
            AND "seal" < (SELECT "seal" FROM "kit"."access_log_shipped"))) - 1
        INTO "first", NEW."up_to_seal" FROM "link";
    IF "first" IS NULL OR NEW."up_to_seal" < "first" THEN
        RETURN NULL;
    END IF;
    SELECT "hash" INTO STRICT NEW."hash" FROM "kit"."access_log_seal" WHERE "seal" = NEW."up_to_seal";
    NEW."entries" := NEW."up_to_seal" - "first" + 1;
    NEW."purged_at" := now();
    NEW."transaction" := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER "access_log_purge_decide" BEFORE INSERT ON "kit"."access_log_purge"
    FOR EACH ROW EXECUTE FUNCTION "kit"."access_log_purge_decide"();
CREATE TRIGGER "access_log_purge_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "kit"."access_log_purge"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();

-- Nothing is deleted outside the transaction of a purge, and in it nothing but what the purge names.
CREATE FUNCTION "kit"."purged_only"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    "allowed" "kit"."access_log_purge";
    "others" boolean := false;
BEGIN
    SELECT * INTO "allowed" FROM "kit"."access_log_purge"
        WHERE "transaction" = pg_current_xact_id()::text::bigint ORDER BY "purge" DESC LIMIT 1;
    IF NOT FOUND THEN
        "others" := true;
    ELSIF TG_WHEN = 'AFTER' AND TG_TABLE_NAME = 'access_log_seal' THEN
        "others" := EXISTS (SELECT FROM "gone" WHERE "seal" > "allowed"."up_to_seal");
    ELSIF TG_WHEN = 'AFTER' THEN
        "others" := EXISTS (SELECT FROM "gone" WHERE "at" >= "allowed"."older_than");
    END IF;
    IF "others" THEN
        RAISE EXCEPTION 'the table % can only be added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER "access_log_append_only" ON "kit"."access_log";
CREATE TRIGGER "access_log_append_only" BEFORE UPDATE OR TRUNCATE ON "kit"."access_log"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
CREATE TRIGGER "access_log_purged_only" BEFORE DELETE ON "kit"."access_log"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."purged_only"();
CREATE TRIGGER "access_log_purged_rows" AFTER DELETE ON "kit"."access_log"
    REFERENCING OLD TABLE AS "gone" FOR EACH STATEMENT EXECUTE FUNCTION "kit"."purged_only"();

DROP TRIGGER "access_log_seal_append_only" ON "kit"."access_log_seal";
CREATE TRIGGER "access_log_seal_append_only" BEFORE UPDATE OR TRUNCATE ON "kit"."access_log_seal"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
CREATE TRIGGER "access_log_seal_purged_only" BEFORE DELETE ON "kit"."access_log_seal"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."purged_only"();
CREATE TRIGGER "access_log_seal_purged_rows" AFTER DELETE ON "kit"."access_log_seal"
    REFERENCING OLD TABLE AS "gone" FOR EACH STATEMENT EXECUTE FUNCTION "kit"."purged_only"();

-- Purges, and answers what was noted: no row when nothing could go. For the owner of the tables alone.
CREATE FUNCTION "kit"."purge_access_log"("before" timestamptz) RETURNS SETOF "kit"."access_log_purge"
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    "noted" "kit"."access_log_purge";
BEGIN
    INSERT INTO "kit"."access_log_purge" ("older_than") VALUES ("before") RETURNING * INTO "noted";
    IF "noted"."purge" IS NULL THEN
        RETURN;
    END IF;
    WITH "links" AS (DELETE FROM "kit"."access_log_seal" WHERE "seal" <= "noted"."up_to_seal" RETURNING "entry")
    DELETE FROM "kit"."access_log" l USING "links" WHERE l."entry" = "links"."entry";
    RETURN NEXT "noted";
END $$;
REVOKE ALL ON FUNCTION "kit"."purge_access_log"(timestamptz) FROM PUBLIC;

GRANT SELECT ON "kit"."access_log_purge" TO samplan_application;
