-- Shared documentation between care givers (lag 2022:913): consents, the steps to it, and what was opened.
-- CreateTable
CREATE TABLE "documented_copy" (
    "document_id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "documented_copy_pkey" PRIMARY KEY ("document_id")
);

-- CreateTable
CREATE TABLE "sharing_consent" (
    "id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "administration_id" TEXT NOT NULL,
    "registered_by_unit_id" TEXT NOT NULL,
    "registered_by_user_id" TEXT NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "importance" TEXT,
    "attitude" TEXT,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by_user_id" TEXT,
    "withdrawn_by_unit_id" TEXT,

    CONSTRAINT "sharing_consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sharing_step" (
    "id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "basis" TEXT,
    "consent_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sharing_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shared_access" (
    "id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "care_giver_id" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "consent_id" TEXT NOT NULL,
    "importance" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "shared_access_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "documented_copy_patient_id_idx" ON "documented_copy"("patient_id");

-- CreateIndex
CREATE INDEX "sharing_consent_patient_id_idx" ON "sharing_consent"("patient_id");

-- CreateIndex
CREATE INDEX "sharing_consent_ends_at_idx" ON "sharing_consent"("ends_at");

-- CreateIndex
CREATE INDEX "sharing_step_user_id_patient_id_idx" ON "sharing_step"("user_id", "patient_id");

-- CreateIndex
CREATE INDEX "shared_access_consent_id_idx" ON "shared_access"("consent_id");

-- CreateIndex
CREATE INDEX "shared_access_principal_id_since_idx" ON "shared_access"("principal_id", "since");

ALTER TABLE "sharing_consent" ADD CONSTRAINT "sharing_consent_basis"
  CHECK ("basis" IN ('EARLIER_IN_CARE_REQUEST', 'OBTAINED_NOW', 'UNABLE_TO_CONSENT'));
ALTER TABLE "sharing_consent" ADD CONSTRAINT "sharing_consent_scope" CHECK ("scope" IN ('USER', 'UNIT', 'ADMINISTRATION'));
-- Both statements when the patient is unable, none else (3 kap. 3-4 §§).
ALTER TABLE "sharing_consent" ADD CONSTRAINT "sharing_consent_statements"
  CHECK (("basis" = 'UNABLE_TO_CONSENT') = ("importance" IS NOT NULL) AND ("importance" IS NULL) = ("attitude" IS NULL));

-- A patient can opt out of shared documentation and block a care giver's data beside it.
DROP INDEX "block_in_force";
CREATE UNIQUE INDEX "block_in_force" ON "block" ("patient_id", "source_id", "scope") WHERE "ended_at" IS NULL;
ALTER TABLE "block" DROP CONSTRAINT "block_scope";
ALTER TABLE "block" ADD CONSTRAINT "block_scope" CHECK ("scope" IN ('UNIT', 'ADMINISTRATION', 'CARE_GIVER', 'SHARED_DOCUMENTATION'));

-- History: what happened stays as it happened. Consents alone are purged; who registered and withdrew them stays in the access log.
REVOKE UPDATE, DELETE ON "sharing_step" FROM samplan_application;
REVOKE DELETE ON "shared_access" FROM samplan_application;
