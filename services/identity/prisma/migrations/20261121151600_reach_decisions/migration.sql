-- Who may see what of whom: blocks and their lifting, emergency access, protected identities. Decided here, told everywhere.
-- CreateTable
CREATE TABLE "patient_copy" (
    "patient_id" TEXT NOT NULL,
    "minor_until" DATE,
    "version" INTEGER NOT NULL,

    CONSTRAINT "patient_copy_pkey" PRIMARY KEY ("patient_id")
);

-- CreateTable
CREATE TABLE "block" (
    "id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "covers_sent" BOOLEAN NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL,
    "registered_by_user_id" TEXT NOT NULL,
    "registered_by_unit_id" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_user_id" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "block_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "block_reveal" (
    "id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "ground" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "block_reveal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "block_lift" (
    "id" TEXT NOT NULL,
    "block_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "ground" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "lifted_at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "lifted_by_user_id" TEXT NOT NULL,
    "lifted_by_unit_id" TEXT NOT NULL,

    CONSTRAINT "block_lift_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lift_request" (
    "id" TEXT NOT NULL,
    "block_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "requested_by_user_id" TEXT NOT NULL,
    "requested_by_unit_id" TEXT NOT NULL,
    "is_granted" BOOLEAN,
    "answered_at" TIMESTAMPTZ(3),
    "answered_by_user_id" TEXT,

    CONSTRAINT "lift_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "emergency_access" (
    "id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "emergency_access_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity_protection" (
    "patient_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_by_user_id" TEXT NOT NULL,
    "changed_by_unit_id" TEXT NOT NULL,

    CONSTRAINT "identity_protection_pkey" PRIMARY KEY ("patient_id","version")
);

-- CreateTable
CREATE TABLE "protected_staff" (
    "patient_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "user_ids" TEXT[],
    "named_at" TIMESTAMPTZ(3) NOT NULL,
    "named_by_user_id" TEXT NOT NULL,

    CONSTRAINT "protected_staff_pkey" PRIMARY KEY ("patient_id","unit_id","version")
);

-- CreateIndex
CREATE INDEX "block_patient_id_idx" ON "block"("patient_id");

-- CreateIndex
CREATE INDEX "block_reveal_user_id_patient_id_idx" ON "block_reveal"("user_id", "patient_id");

-- CreateIndex
CREATE INDEX "block_lift_block_id_unit_id_idx" ON "block_lift"("block_id", "unit_id");

-- CreateIndex
CREATE INDEX "lift_request_principal_id_answered_at_idx" ON "lift_request"("principal_id", "answered_at");

-- CreateIndex
CREATE INDEX "emergency_access_principal_id_since_idx" ON "emergency_access"("principal_id", "since");

-- CreateIndex
CREATE INDEX "emergency_access_patient_id_idx" ON "emergency_access"("patient_id");

-- AddForeignKey
ALTER TABLE "block_lift" ADD CONSTRAINT "block_lift_block_id_fkey" FOREIGN KEY ("block_id") REFERENCES "block"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lift_request" ADD CONSTRAINT "lift_request_block_id_fkey" FOREIGN KEY ("block_id") REFERENCES "block"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One block of a source at a time.
CREATE UNIQUE INDEX "block_in_force" ON "block" ("patient_id", "source_id") WHERE "ended_at" IS NULL;
ALTER TABLE "block" ADD CONSTRAINT "block_scope" CHECK ("scope" IN ('UNIT', 'ADMINISTRATION', 'CARE_GIVER'));
ALTER TABLE "identity_protection" ADD CONSTRAINT "identity_protection_level" CHECK ("level" IN ('CONFIDENTIALITY_MARKING', 'PROTECTED_REGISTRATION'));

-- History: what happened stays as it happened.
REVOKE UPDATE, DELETE ON "block_reveal", "block_lift", "emergency_access", "identity_protection", "protected_staff" FROM samplan_application;
REVOKE DELETE ON "block", "lift_request" FROM samplan_application;
