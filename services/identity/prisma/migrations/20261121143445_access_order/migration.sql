-- Orders of access (K15): the order, its steps in Samplan and connected systems, and what has happened to it.

-- CreateTable
CREATE TABLE "access_order" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "administration_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ordered_by_id" TEXT NOT NULL,
    "orderer_unit_id" TEXT NOT NULL,
    "confirmation_email" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "unit_id" TEXT NOT NULL,
    "to_unit_id" TEXT,
    "role" TEXT,
    "employment" TEXT,
    "valid_to" DATE,
    "ends_on" DATE,
    "person_id" TEXT,
    "given_name" TEXT,
    "family_name" TEXT,
    "email" TEXT,
    "sealed_identity_number" TEXT,
    "assignment_ids" TEXT[],
    "subcontractor" TEXT,
    "reason" TEXT,

    CONSTRAINT "access_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_order_step" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "system" TEXT NOT NULL,
    "entitlement" TEXT,
    "work" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "executors" TEXT[],
    "done_at" TIMESTAMPTZ(3),
    "done_by_id" TEXT,
    "message" TEXT,
    "sealed_credentials" TEXT,
    "has_credentials" BOOLEAN NOT NULL DEFAULT false,
    "collected_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_order_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_order_history" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "step_id" TEXT,
    "user_id" TEXT,
    "assignment_id" TEXT,

    CONSTRAINT "access_order_history_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "access_order_administration_id_id_idx" ON "access_order"("administration_id", "id");

-- CreateIndex
CREATE INDEX "access_order_ordered_by_id_id_idx" ON "access_order"("ordered_by_id", "id");

-- CreateIndex
CREATE INDEX "access_order_person_id_idx" ON "access_order"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "access_order_step_order_id_position_key" ON "access_order_step"("order_id", "position");

-- CreateIndex
CREATE INDEX "access_order_history_order_id_id_idx" ON "access_order_history"("order_id", "id");

-- AddForeignKey
ALTER TABLE "access_order_step" ADD CONSTRAINT "access_order_step_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "access_order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_order_history" ADD CONSTRAINT "access_order_history_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "access_order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Only what the code knows.
ALTER TABLE "access_order"
    ADD CONSTRAINT "access_order_kind" CHECK ("kind" IN ('NEW_EMPLOYMENT', 'CHANGE', 'END', 'CERTIFICATE', 'SUBCONTRACTOR', 'MOVE', 'HAND_OVER')),
    ADD CONSTRAINT "access_order_channel" CHECK ("channel" IN ('FORM', 'MAIL', 'CASE')),
    ADD CONSTRAINT "access_order_state" CHECK ("state" IN ('PLACED', 'EXECUTED', 'DELIVERED', 'DONE', 'REFUSED', 'WITHDRAWN')),
    ADD CONSTRAINT "access_order_temporary" CHECK ("employment" IS DISTINCT FROM 'TEMPORARY' OR "valid_to" IS NOT NULL);
-- Credentials that were collected are gone.
ALTER TABLE "access_order_step"
    ADD CONSTRAINT "access_order_step_collected" CHECK ("collected_at" IS NULL OR "sealed_credentials" IS NULL);

-- The history is only added to.
REVOKE UPDATE, DELETE ON "access_order_history" FROM samplan_application;
REVOKE DELETE ON "access_order", "access_order_step" FROM samplan_application;
CREATE TRIGGER "access_order_history_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "access_order_history"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
