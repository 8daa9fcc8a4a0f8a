-- Payment liability: each step of being discharge-ready, agreements and amounts, exceptions, deciding municipality, results.

-- The episode's row holds the latest judgement only; liability counts from every notice (G-043).
CREATE TABLE "readiness_step" (
    "message_id" TEXT NOT NULL,
    "episode_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "judged_by_user_id" TEXT,
    "judged_at" TIMESTAMPTZ(3),
    "registered_in" TEXT,

    CONSTRAINT "readiness_step_pkey" PRIMARY KEY ("message_id"),
    CONSTRAINT "readiness_step_kind" CHECK ("kind" IN ('REPORTED', 'INTERRUPTED')),
    CONSTRAINT "readiness_step_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "readiness_step_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "readiness_step_episode_id_at_idx" ON "readiness_step"("episode_id", "at");

-- Steps that were taken before: from their messages, the judgement as far as the episode still knows it.
INSERT INTO "readiness_step" ("message_id", "episode_id", "kind", "at", "judged_by_user_id", "judged_at", "registered_in")
SELECT m."id", m."episode_id", CASE m."type" WHEN 'DISCHARGE_READY_NOTICE' THEN 'REPORTED' ELSE 'INTERRUPTED' END, m."sent_at",
    e."ready_judged_by_user_id", e."ready_judged_at", p."municipality_code"
FROM "message" m JOIN "patient" p ON p."id" = m."patient_id"
LEFT JOIN "care_episode" e ON e."id" = m."episode_id" AND m."type" = 'DISCHARGE_READY_NOTICE' AND e."ready_reported_at" = m."sent_at"
WHERE m."type" IN ('DISCHARGE_READY_NOTICE', 'DISCHARGE_READY_INTERRUPTION') AND m."episode_id" IS NOT NULL;

-- The first invitation is the one that the act speaks of; the copy held only the latest.
ALTER TABLE "sip_copy" ADD COLUMN "first_invited_at" TIMESTAMPTZ(3);
UPDATE "sip_copy" SET "first_invited_at" = "invited_at";

CREATE TABLE "liability_agreement" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "region_id" TEXT NOT NULL,
    "municipality_code" TEXT NOT NULL,
    "care_type" TEXT,
    "valid_from_on" DATE NOT NULL,
    "valid_to_on" DATE,
    "terms" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by_user_id" TEXT NOT NULL,

    CONSTRAINT "liability_agreement_pkey" PRIMARY KEY ("id", "version"),
    CONSTRAINT "liability_agreement_valid" CHECK ("valid_to_on" >= "valid_from_on")
);
CREATE INDEX "liability_agreement_region_id_municipality_code_idx" ON "liability_agreement"("region_id", "municipality_code");

CREATE TABLE "care_day_amount" (
    "region_id" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "amount_sek" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by_user_id" TEXT NOT NULL,

    CONSTRAINT "care_day_amount_pkey" PRIMARY KEY ("region_id", "year", "version"),
    CONSTRAINT "care_day_amount_positive" CHECK ("amount_sek" > 0)
);

CREATE TABLE "liability_exception" (
    "id" TEXT NOT NULL,
    "episode_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "from_on" DATE NOT NULL,
    "to_on" DATE,
    "is_withdrawn" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "replaces_id" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by_user_id" TEXT NOT NULL,
    "recorded_by_unit_id" TEXT NOT NULL,

    CONSTRAINT "liability_exception_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "liability_exception_days" CHECK ("to_on" >= "from_on"),
    CONSTRAINT "liability_exception_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
-- Of two that would replace the same one, the second is refused.
CREATE UNIQUE INDEX "liability_exception_replaces_id_key" ON "liability_exception"("replaces_id");
CREATE INDEX "liability_exception_episode_id_idx" ON "liability_exception"("episode_id");

CREATE TABLE "deciding_municipality" (
    "episode_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "municipality_code" TEXT,
    "decided_on" DATE NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by_user_id" TEXT NOT NULL,
    "recorded_by_unit_id" TEXT NOT NULL,

    CONSTRAINT "deciding_municipality_pkey" PRIMARY KEY ("episode_id", "version"),
    CONSTRAINT "deciding_municipality_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "liability_result" (
    "episode_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "region_id" TEXT NOT NULL,
    "municipality_code" TEXT,
    "ended_on" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "reasons" TEXT[],
    "days" JSONB NOT NULL,
    "total_sek" INTEGER NOT NULL,
    "agreement_id" TEXT,
    "agreement_version" INTEGER,
    "reason" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by_user_id" TEXT NOT NULL,

    CONSTRAINT "liability_result_pkey" PRIMARY KEY ("episode_id", "version"),
    CONSTRAINT "liability_result_kind" CHECK ("kind" IN ('COMPUTED', 'CORRECTED') AND ("kind" = 'CORRECTED') = ("reason" IS NOT NULL)),
    CONSTRAINT "liability_result_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "liability_result_region_id_municipality_code_idx" ON "liability_result"("region_id", "municipality_code");

-- The basis of a month: the episodes of a region that ended in it.
CREATE INDEX "care_episode_ended" ON "care_episode"("region_id", coalesce("discharged_at", "deceased_at"), "id")
    WHERE coalesce("discharged_at", "deceased_at") IS NOT NULL;

-- All of it is added to and never changed.
REVOKE UPDATE, DELETE ON "readiness_step", "liability_agreement", "care_day_amount", "liability_exception",
    "deciding_municipality", "liability_result" FROM samplan_application;
