-- Appointments: super-users, expert users, school staff in SIP, administrators and contact persons of systems.

-- CreateTable
CREATE TABLE "appointment" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "administration_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "system" TEXT,
    "phone" TEXT,
    "assignment_id" TEXT,
    "appointed_by_id" TEXT NOT NULL,
    "appointed_by_assignment_id" TEXT NOT NULL,
    "appointed_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_id" TEXT,

    CONSTRAINT "appointment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "appointment_administration_id_id_idx" ON "appointment"("administration_id", "id");

-- CreateIndex
CREATE INDEX "appointment_unit_id_idx" ON "appointment"("unit_id");

-- CreateIndex
CREATE INDEX "appointment_user_id_idx" ON "appointment"("user_id");

-- CreateIndex
CREATE INDEX "appointment_appointed_by_assignment_id_idx" ON "appointment"("appointed_by_assignment_id");

ALTER TABLE "appointment"
    ADD CONSTRAINT "appointment_kind" CHECK ("kind" IN ('CONTACT_PERSON', 'EXPERT_USER', 'SIP_USER', 'SUPER_USER', 'SYSTEM_ADMINISTRATOR'));
-- One of a kind for each person at a unit, and for each system.
CREATE UNIQUE INDEX "appointment_once" ON "appointment" ("kind", "user_id", "unit_id", COALESCE("system", '')) WHERE "ended_at" IS NULL;
REVOKE DELETE ON "appointment" FROM samplan_application;
