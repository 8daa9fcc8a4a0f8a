-- Outages of regions, and the episodes that were registered after them (F-300 to F-306).
CREATE TABLE "outage_window" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "region_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "begins_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "registration_opens_at" TIMESTAMPTZ(3) NOT NULL,
    "restored_at" TIMESTAMPTZ(3),
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by_user_id" TEXT NOT NULL,

    CONSTRAINT "outage_window_pkey" PRIMARY KEY ("id", "version")
);
CREATE INDEX "outage_window_region_id_idx" ON "outage_window"("region_id");

CREATE TABLE "back_registration" (
    "episode_id" TEXT NOT NULL,
    "window_id" TEXT NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    "entered_by_user_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "agreements" JSONB NOT NULL,

    CONSTRAINT "back_registration_pkey" PRIMARY KEY ("episode_id")
);
REVOKE UPDATE, DELETE ON "outage_window", "back_registration" FROM samplan_application;
