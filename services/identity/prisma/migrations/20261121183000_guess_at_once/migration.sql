-- A guess that is free closes nothing. Until now it closed the account and the place up to its own instant, and whoever had asked some
-- milliseconds earlier, but was counted later, was turned away: so it went for people who signed in at once behind one address.

-- Counts a guess under each key, or under none of them.
-- counted: [{"key": …, "waits": [milliseconds after one guess, after two, …]}]; the last wait holds for all that follow.
-- Returns null when it is counted; or when the next one may be.
CREATE OR REPLACE FUNCTION "take_guess"("counted" jsonb, "at" timestamptz, "forget_ms" integer) RETURNS timestamptz
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    "closed" timestamptz;
BEGIN
    -- Whoever is to wait leaves no trace and holds nobody up.
    SELECT max("open_at") INTO "closed" FROM "guess"
        WHERE "key" IN (SELECT c ->> 'key' FROM jsonb_array_elements("counted") AS c) AND "open_at" > "at";
    IF "closed" IS NOT NULL THEN
        RETURN "closed";
    END IF;
    INSERT INTO "guess" ("key", "guesses", "open_at", "forget_at")
        SELECT c ->> 'key', 0, '-infinity', "at" FROM jsonb_array_elements("counted") AS c ORDER BY 1
        ON CONFLICT ("key") DO NOTHING;
    -- In one order, so that two never wait for each other.
    PERFORM FROM "guess" WHERE "key" IN (SELECT c ->> 'key' FROM jsonb_array_elements("counted") AS c)
        ORDER BY "key" FOR UPDATE;
    SELECT max("open_at") INTO "closed" FROM "guess"
        WHERE "key" IN (SELECT c ->> 'key' FROM jsonb_array_elements("counted") AS c) AND "open_at" > "at";
    IF "closed" IS NOT NULL THEN
        RETURN "closed";
    END IF;
    UPDATE "guess" AS g
        SET "guesses" = n."guesses",
            "open_at" = CASE WHEN n."wait" > interval '0' THEN "at" + n."wait" ELSE '-infinity' END,
            "forget_at" = "at" + n."wait" + make_interval(secs => "forget_ms" / 1000.0)
        FROM (
            SELECT w."key", w."guesses", make_interval(secs => coalesce(
                w."waits" -> (w."guesses" - 1), w."waits" -> -1)::double precision / 1000.0) AS "wait"
            FROM (
                SELECT o."key", c -> 'waits' AS "waits",
                    CASE WHEN o."forget_at" <= "at" THEN 1 ELSE o."guesses" + 1 END AS "guesses"
                FROM jsonb_array_elements("counted") AS c JOIN "guess" AS o ON o."key" = c ->> 'key'
            ) AS w
        ) AS n
        WHERE g."key" = n."key";
    RETURN NULL;
END $$;
