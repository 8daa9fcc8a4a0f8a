-- Who let a region's people only read, or do everything again, when and why (F-206).
CREATE TABLE "read_mode_decision" (
    "region_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "is_on" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_user_id" TEXT,

    CONSTRAINT "read_mode_decision_pkey" PRIMARY KEY ("region_id", "version")
);
REVOKE UPDATE, DELETE ON "read_mode_decision" FROM samplan_application;
