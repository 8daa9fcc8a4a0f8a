-- Addresses of administrations, and mails that tell of more than orders.

-- Mails tell of appointments too, and are looked after by the administration that they belong to.
ALTER TABLE "outgoing_mail" RENAME COLUMN "order_id" TO "subject_id";
ALTER TABLE "outgoing_mail" ADD COLUMN "issue" INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN "administration_id" TEXT;
UPDATE "outgoing_mail" m SET "administration_id" = o."administration_id" FROM "access_order" o WHERE o."id" = m."subject_id";
ALTER TABLE "outgoing_mail" ALTER COLUMN "administration_id" SET NOT NULL;

-- DropIndex
DROP INDEX "outgoing_mail_order_id_kind_message_key";

-- CreateIndex
CREATE UNIQUE INDEX "outgoing_mail_subject_id_kind_message_issue_key" ON "outgoing_mail"("subject_id", "kind", "message", "issue");

-- CreateIndex
CREATE INDEX "outgoing_mail_administration_id_parked_at_idx" ON "outgoing_mail"("administration_id", "parked_at");

ALTER TABLE "outgoing_mail" DROP CONSTRAINT "outgoing_mail_kind",
    ADD CONSTRAINT "outgoing_mail_kind" CHECK ("kind" IN ('CONFIRMATION', 'CREDENTIALS', 'CERTIFICATE', 'REPORT', 'SUPER_USER'));

-- CreateTable
CREATE TABLE "mailbox" (
    "id" TEXT NOT NULL,
    "administration_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "email" TEXT,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "set_by_id" TEXT NOT NULL,

    CONSTRAINT "mailbox_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "mailbox_administration_id_purpose_id_idx" ON "mailbox"("administration_id", "purpose", "id");

ALTER TABLE "mailbox" ADD CONSTRAINT "mailbox_purpose" CHECK ("purpose" IN ('FUNCTIONAL', 'SYSTEM_MANAGER'));
-- Each setting stands beside the earlier ones.
REVOKE UPDATE, DELETE ON "mailbox" FROM samplan_application;
CREATE TRIGGER "mailbox_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "mailbox"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
