-- The access logs of all subgraphs, gathered (G-072, G-073). Entries, and what was found wrong, are only added to.

-- CreateTable
CREATE TABLE "log_entry" (
    "subgraph" TEXT NOT NULL,
    "seal" BIGINT NOT NULL,
    "entry" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "kind" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "patient_id" TEXT,
    "subject_id" TEXT,
    "reason" TEXT,
    "user_id" TEXT,
    "session_id" TEXT,
    "assignment_id" TEXT,
    "role" TEXT,
    "unit_id" TEXT,
    "administration_id" TEXT,
    "principal_id" TEXT,
    "request_id" TEXT NOT NULL,
    "sealed_at" TIMESTAMPTZ(6) NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "log_entry_pkey" PRIMARY KEY ("subgraph","seal")
);

-- CreateTable
CREATE TABLE "log_fault" (
    "subgraph" TEXT NOT NULL,
    "fault" TEXT NOT NULL,
    "seal" BIGINT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "log_fault_pkey" PRIMARY KEY ("subgraph","fault","seal")
);

-- CreateTable
CREATE TABLE "log_check" (
    "subgraph" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "sealed" BIGINT NOT NULL,
    "holds" BOOLEAN NOT NULL,

    CONSTRAINT "log_check_pkey" PRIMARY KEY ("subgraph")
);

-- CreateIndex
CREATE INDEX "log_entry_principal_id_unit_id_at_idx" ON "log_entry"("principal_id", "unit_id", "at");

-- CreateIndex
CREATE INDEX "log_entry_patient_id_at_idx" ON "log_entry"("patient_id", "at");

-- CreateIndex
CREATE INDEX "log_entry_user_id_at_idx" ON "log_entry"("user_id", "at");

ALTER TABLE "log_entry" ADD CHECK ("kind" IN ('READ', 'WRITE', 'DENIED'));
ALTER TABLE "log_entry" ADD CHECK ("subgraph" IN ('identity', 'organisation', 'care', 'sip'));
ALTER TABLE "log_entry" ADD CHECK (octet_length("hash") = 32 AND "seal" > 0);

CREATE TRIGGER "log_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "log_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
CREATE TRIGGER "log_fault_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "log_fault"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
REVOKE UPDATE, DELETE ON "log_entry", "log_fault" FROM samplan_application;
REVOKE DELETE ON "log_check" FROM samplan_application;
