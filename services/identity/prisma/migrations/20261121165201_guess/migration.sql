-- CreateTable
CREATE TABLE "guess" (
    "key" TEXT NOT NULL,
    "guesses" INTEGER NOT NULL,
    "open_at" TIMESTAMPTZ(3) NOT NULL,
    "forget_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "guess_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "own_place" (
    "key" TEXT NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "own_place_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "guess_forget_at_idx" ON "guess"("forget_at");

-- CreateIndex
CREATE INDEX "own_place_ends_at_idx" ON "own_place"("ends_at");

ALTER TABLE "guess" ADD CHECK ("guesses" >= 0);

-- Counts a guess under each key, or under none of them.
-- counted: [{"key": …, "waits": [milliseconds after one guess, after two, …]}]; the last wait holds for all that follow.
-- Returns null when it is counted; or when the next one may be.
CREATE FUNCTION "take_guess"("counted" jsonb, "at" timestamptz, "forget_ms" integer) RETURNS timestamptz
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
        SELECT c ->> 'key', 0, "at", "at" FROM jsonb_array_elements("counted") AS c ORDER BY 1
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
        SET "guesses" = n."guesses", "open_at" = n."open_at",
            "forget_at" = n."open_at" + make_interval(secs => "forget_ms" / 1000.0)
        FROM (
            SELECT w."key", w."guesses", "at" + make_interval(secs => coalesce(
                w."waits" -> (w."guesses" - 1), w."waits" -> -1)::double precision / 1000.0) AS "open_at"
            FROM (
                SELECT o."key", c -> 'waits' AS "waits",
                    CASE WHEN o."forget_at" <= "at" THEN 1 ELSE o."guesses" + 1 END AS "guesses"
                FROM jsonb_array_elements("counted") AS c JOIN "guess" AS o ON o."key" = c ->> 'key'
            ) AS w
        ) AS n
        WHERE g."key" = n."key";
    RETURN NULL;
END $$;
