-- Leaving an older system: what was imported from it, and the region's plan with what each unit has done of it.

CREATE TABLE "transition_source" (
    "system" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "episode_id" TEXT NOT NULL,
    "message_id" TEXT,
    "fingerprint" BYTEA NOT NULL,
    "author" TEXT,
    "marks" TEXT[],
    "imported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "transition_source_pkey" PRIMARY KEY ("system","kind","external_id"),
    CONSTRAINT "transition_source_message" CHECK (("kind" = 'MESSAGE') = ("message_id" IS NOT NULL))
);
CREATE INDEX "transition_source_episode_id_idx" ON "transition_source"("episode_id");
CREATE INDEX "transition_source_message_id_idx" ON "transition_source"("message_id");

CREATE TABLE "transition_import" (
    "fingerprint" BYTEA NOT NULL,
    "system" TEXT NOT NULL,
    "by_user_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "transition_import_pkey" PRIMARY KEY ("fingerprint")
);

CREATE TABLE "transition_plan" (
    "region_id" TEXT NOT NULL,
    "ready_until_on" DATE,
    "ready_handling" TEXT NOT NULL DEFAULT 'REFUSE',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "transition_plan_pkey" PRIMARY KEY ("region_id"),
    CONSTRAINT "transition_plan_handling" CHECK ("ready_handling" IN ('REFUSE', 'MARK'))
);

CREATE TABLE "transition_step" (
    "region_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "party" TEXT NOT NULL,
    "from_on" DATE NOT NULL,
    "until_on" DATE,
    "text" TEXT NOT NULL,
    "condition" TEXT,

    CONSTRAINT "transition_step_pkey" PRIMARY KEY ("region_id","key"),
    CONSTRAINT "transition_step_days" CHECK ("until_on" >= "from_on")
);

CREATE TABLE "transition_completion" (
    "region_id" TEXT NOT NULL,
    "step_key" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "completed_at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" TEXT NOT NULL,
    "is_late" BOOLEAN NOT NULL,

    CONSTRAINT "transition_completion_pkey" PRIMARY KEY ("region_id","step_key","unit_id")
);

-- History is added to and never changed.
REVOKE UPDATE, DELETE ON "transition_source", "transition_completion" FROM samplan_application;
