-- Each unit writes, signs and voids its own part of the planning basis, every version is kept (G-087), and the signed parts make the
-- care plan, which the last to sign closes (F-066).

-- The part as it is now. Several units may write the same part, each its own.
ALTER TABLE "planning_section" DROP CONSTRAINT "planning_section_pkey",
    ADD CONSTRAINT "planning_section_pkey" PRIMARY KEY ("episode_id", "partition", "saved_by_unit_id"),
    ADD COLUMN "state" TEXT NOT NULL DEFAULT 'DRAFT' CHECK ("state" IN ('DRAFT', 'SIGNED', 'VOIDED')),
    ADD COLUMN "reason" TEXT;
ALTER TABLE "planning_section" ALTER COLUMN "state" DROP DEFAULT;
REVOKE DELETE ON "planning_section" FROM samplan_application;

CREATE TABLE "planning_section_version" (
    "episode_id" TEXT NOT NULL,
    "partition" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL CHECK ("state" IN ('DRAFT', 'SIGNED', 'VOIDED')),
    "question_set_id" TEXT NOT NULL,
    "answers" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "planning_section_version_pkey" PRIMARY KEY ("episode_id", "partition", "unit_id", "version"),
    CONSTRAINT "planning_section_version_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "planning_section_version_voided" CHECK ("state" <> 'VOIDED' OR "reason" IS NOT NULL)
);
INSERT INTO "planning_section_version" ("episode_id", "partition", "unit_id", "version", "state", "question_set_id", "answers", "at", "by_user_id")
    SELECT "episode_id", "partition", "saved_by_unit_id", "version", "state", "question_set_id", "answers", "saved_at", "saved_by_user_id"
    FROM "planning_section";

-- What the patient does not agree with (3 kap. 8 § lag 2008:355).
CREATE TABLE "planning_disagreement" (
    "id" TEXT NOT NULL,
    "episode_id" TEXT NOT NULL,
    "partition" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    -- The version of the part that it is about.
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,
    "noted_by_user_id" TEXT NOT NULL,

    CONSTRAINT "planning_disagreement_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "planning_disagreement_version_fkey" FOREIGN KEY ("episode_id", "partition", "unit_id", "version") REFERENCES "planning_section_version"("episode_id", "partition", "unit_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "planning_disagreement_episode_id_idx" ON "planning_disagreement"("episode_id");

-- What happened to the plan as a whole; its state is what the last finalising or reopening says.
CREATE TABLE "care_plan_step" (
    "episode_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL CHECK ("number" > 0),
    "kind" TEXT NOT NULL CHECK ("kind" IN ('RELEASED', 'FINALLY_JUSTIFIED', 'REOPENED')),
    -- The party that was released; null for the others.
    "unit_id" TEXT,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" TEXT NOT NULL,
    "by_unit_id" TEXT NOT NULL,

    CONSTRAINT "care_plan_step_pkey" PRIMARY KEY ("episode_id", "number"),
    CONSTRAINT "care_plan_step_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "care_plan_step_released" CHECK (("kind" = 'RELEASED') = ("unit_id" IS NOT NULL)),
    CONSTRAINT "care_plan_step_reason" CHECK ("kind" = 'FINALLY_JUSTIFIED' OR "reason" IS NOT NULL)
);

-- History is added to and never changed.
REVOKE UPDATE, DELETE ON "planning_section_version", "planning_disagreement", "care_plan_step" FROM samplan_application;
