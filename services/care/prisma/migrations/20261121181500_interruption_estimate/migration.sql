-- The judgement that an interruption took back, so that voiding the interruption restores it; when wards contact municipalities
-- about a moved estimate; policies of regions with the day from which they hold.

ALTER TABLE "care_episode" ADD COLUMN "interrupted_judged_by_user_id" TEXT,
    ADD COLUMN "interrupted_judged_at" TIMESTAMPTZ(3),
    ADD COLUMN "interrupted_reported_at" TIMESTAMPTZ(3),
    ADD CONSTRAINT "care_episode_interrupted" CHECK (
        num_nulls("interrupted_judged_by_user_id", "interrupted_judged_at", "interrupted_reported_at") IN (0, 3));

CREATE TABLE "estimate_policy" (
    "region_id" TEXT NOT NULL,
    "valid_from_on" DATE NOT NULL,
    "later_days" INTEGER NOT NULL,

    CONSTRAINT "estimate_policy_pkey" PRIMARY KEY ("region_id", "valid_from_on"),
    CONSTRAINT "estimate_policy_later" CHECK ("later_days" >= 0)
);

-- What was decided before holds from the beginning.
ALTER TABLE "closing_policy" DROP CONSTRAINT "closing_policy_pkey",
    ADD COLUMN "valid_from_on" DATE NOT NULL DEFAULT '2000-01-01',
    ADD CONSTRAINT "closing_policy_pkey" PRIMARY KEY ("region_id", "valid_from_on");
ALTER TABLE "closing_policy" ALTER COLUMN "valid_from_on" DROP DEFAULT;
