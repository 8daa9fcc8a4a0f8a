-- Mails to send, written with what they tell of. They name the order and what to do, and nobody.

-- CreateTable
CREATE TABLE "outgoing_mail" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "message" TEXT NOT NULL DEFAULT '',
    "to" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "parked_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "outgoing_mail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "outgoing_mail_due_at_idx" ON "outgoing_mail"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "outgoing_mail_order_id_kind_message_key" ON "outgoing_mail"("order_id", "kind", "message");

ALTER TABLE "outgoing_mail"
    ADD CONSTRAINT "outgoing_mail_kind" CHECK ("kind" IN ('CONFIRMATION', 'CREDENTIALS', 'CERTIFICATE')),
    ADD CONSTRAINT "outgoing_mail_address" CHECK (("sent_at" IS NULL) = ("to" IS NOT NULL));
REVOKE DELETE ON "outgoing_mail" FROM samplan_application;
