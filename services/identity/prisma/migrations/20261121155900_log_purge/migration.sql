-- The central log is kept for at least five years (G-073), by the same rules as the log of each subgraph: see access_log_purge.

-- CreateTable
CREATE TABLE "log_purge" (
    "subgraph" TEXT NOT NULL,
    "up_to_seal" BIGINT NOT NULL,
    "purged_at" TIMESTAMPTZ(6) NOT NULL,
    "older_than" TIMESTAMPTZ(6) NOT NULL,
    "hash" BYTEA NOT NULL,
    "entries" BIGINT NOT NULL,
    "transaction" BIGINT NOT NULL,

    CONSTRAINT "log_purge_pkey" PRIMARY KEY ("subgraph","up_to_seal")
);

ALTER TABLE "log_purge" ADD CHECK (octet_length("hash") = 32 AND "entries" > 0);
REVOKE INSERT, UPDATE, DELETE ON "log_purge" FROM samplan_application;

-- Whoever adds a row says only the subgraph and the cut; what goes is decided here. The last link always stays: the next one
-- follows it.
CREATE FUNCTION "kit"."log_purge_decide"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    "limit" CONSTANT timestamptz := now() - interval '5 years';
    "first" bigint;
BEGIN
    IF NEW."older_than" IS NULL OR NEW."older_than" > "limit" THEN
        RAISE EXCEPTION 'the access log is kept for at least five years' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('log_entry:' || NEW."subgraph", 0));
    WITH "gap" AS (
        SELECT "seal", "sealed_at", "at", lead("seal") OVER (ORDER BY "seal") IS NULL AS "is_last",
            extract(epoch FROM lead("sealed_at", 1, now()) OVER (ORDER BY "seal") - "sealed_at") AS "seconds"
        FROM "public"."log_entry" WHERE "subgraph" = NEW."subgraph"
    ), "link" AS (
        SELECT "seal", "sealed_at", "at", "is_last",
            sum(CASE WHEN abs("seconds") <= 7 * 86400 THEN "seconds" ELSE 0 END) OVER (ORDER BY "seal" DESC) AS "seen"
        FROM "gap"
    )
    SELECT min("seal"), min("seal") FILTER (WHERE NOT (
            "sealed_at" < NEW."older_than" AND "at" < NEW."older_than"
            AND "seen" >= extract(epoch FROM now() - "limit")
            AND NOT "is_last")) - 1
        INTO "first", NEW."up_to_seal" FROM "link";
    IF "first" IS NULL OR NEW."up_to_seal" < "first" THEN
        RETURN NULL;
    END IF;
    SELECT "hash" INTO STRICT NEW."hash" FROM "public"."log_entry"
        WHERE "subgraph" = NEW."subgraph" AND "seal" = NEW."up_to_seal";
    NEW."entries" := NEW."up_to_seal" - "first" + 1;
    NEW."purged_at" := now();
    NEW."transaction" := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER "log_purge_decide" BEFORE INSERT ON "log_purge"
    FOR EACH ROW EXECUTE FUNCTION "kit"."log_purge_decide"();
CREATE TRIGGER "log_purge_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "log_purge"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();

-- Nothing is deleted outside the transaction of a purge, and in it nothing but what the purge names.
CREATE FUNCTION "kit"."log_purged_only"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    "others" boolean;
BEGIN
    IF TG_WHEN = 'BEFORE' THEN
        "others" := NOT EXISTS (
            SELECT FROM "public"."log_purge" WHERE "transaction" = pg_current_xact_id()::text::bigint);
    ELSE
        "others" := EXISTS (SELECT FROM "gone" g WHERE NOT EXISTS (
            SELECT FROM "public"."log_purge" p
            WHERE p."subgraph" = g."subgraph" AND p."up_to_seal" >= g."seal"
              AND p."transaction" = pg_current_xact_id()::text::bigint));
    END IF;
    IF "others" THEN
        RAISE EXCEPTION 'the table % can only be added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER "log_entry_append_only" ON "log_entry";
CREATE TRIGGER "log_entry_append_only" BEFORE UPDATE OR TRUNCATE ON "log_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
CREATE TRIGGER "log_entry_purged_only" BEFORE DELETE ON "log_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."log_purged_only"();
CREATE TRIGGER "log_entry_purged_rows" AFTER DELETE ON "log_entry"
    REFERENCING OLD TABLE AS "gone" FOR EACH STATEMENT EXECUTE FUNCTION "kit"."log_purged_only"();

-- Purges, and answers what was noted: no row when nothing could go. For the owner of the tables alone.
CREATE FUNCTION "kit"."purge_central_log"("of" text, "before" timestamptz) RETURNS SETOF "public"."log_purge"
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    "noted" "public"."log_purge";
BEGIN
    INSERT INTO "public"."log_purge" ("subgraph", "older_than") VALUES ("of", "before") RETURNING * INTO "noted";
    IF "noted"."up_to_seal" IS NULL THEN
        RETURN;
    END IF;
    DELETE FROM "public"."log_entry" WHERE "subgraph" = "of" AND "seal" <= "noted"."up_to_seal";
    RETURN NEXT "noted";
END $$;
REVOKE ALL ON FUNCTION "kit"."purge_central_log"(text, timestamptz) FROM PUBLIC;
