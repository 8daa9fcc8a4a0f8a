-- Lists of accesses that were handed out (G-076), and personal-data incidents (G-089, F-424). All of it is only added to.

-- CreateTable
CREATE TABLE "access_export" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "administration_id" TEXT,
    "patient_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "access_count" INTEGER NOT NULL,
    "exported_by_id" TEXT NOT NULL,
    "exported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "access_export_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_protection_officer" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "set_by_id" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "data_protection_officer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_incident" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "administration_id" TEXT,
    "review_id" TEXT,
    "description" TEXT NOT NULL,
    "is_high_risk" BOOLEAN NOT NULL,
    "discovered_at" TIMESTAMPTZ(3) NOT NULL,
    "officer_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" TEXT NOT NULL,

    CONSTRAINT "data_incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_incident_step" (
    "id" TEXT NOT NULL,
    "incident_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "note" TEXT,
    "done_at" TIMESTAMPTZ(3) NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,
    "noted_by_id" TEXT NOT NULL,

    CONSTRAINT "data_incident_step_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "access_export_patient_id_idx" ON "access_export"("patient_id");

-- CreateIndex
CREATE INDEX "data_protection_officer_principal_id_id_idx" ON "data_protection_officer"("principal_id", "id");

-- CreateIndex
CREATE INDEX "data_incident_principal_id_administration_id_id_idx" ON "data_incident"("principal_id", "administration_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "data_incident_step_incident_id_number_key" ON "data_incident_step"("incident_id", "number");

-- AddForeignKey
ALTER TABLE "data_incident_step" ADD CONSTRAINT "data_incident_step_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "data_incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "data_incident_step" ADD CHECK ("kind" IN ('AUTHORITY_NOTIFIED', 'SUPPLEMENTED', 'SUBJECTS_INFORMED', 'NOTED', 'CLOSED'));

CREATE TRIGGER "access_export_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "access_export"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
CREATE TRIGGER "data_protection_officer_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "data_protection_officer"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
CREATE TRIGGER "data_incident_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "data_incident"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
CREATE TRIGGER "data_incident_step_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "data_incident_step"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
REVOKE UPDATE, DELETE ON "access_export", "data_protection_officer", "data_incident", "data_incident_step" FROM samplan_application;
