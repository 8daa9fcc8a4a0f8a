-- Invitations and notices are messages with the life that messages have everywhere (kit/src/message): per recipient, with their way.

ALTER TABLE "sip" ADD COLUMN "ended_at" TIMESTAMPTZ(3),
    ADD COLUMN "end_reason" TEXT;
ALTER TABLE "sip" ADD CONSTRAINT "sip_ended" CHECK (num_nulls("ended_at", "end_reason") IN (0, 2));
ALTER TABLE "sip_participant" ADD COLUMN "left_at" TIMESTAMPTZ(3);
ALTER TABLE "sip_invitation" ADD COLUMN "cancelled_at" TIMESTAMPTZ(3),
    ADD COLUMN "cancel_reason" TEXT;
ALTER TABLE "sip_invitation" ADD CONSTRAINT "sip_invitation_cancelled" CHECK (num_nulls("cancelled_at", "cancel_reason") IN (0, 2));
ALTER TABLE "episode_copy" ADD COLUMN "transferred_to_id" TEXT;
CREATE INDEX "episode_copy_patient_id_idx" ON "episode_copy"("patient_id");

CREATE TABLE "message" (
    "id" TEXT NOT NULL,
    "sip_id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "sender_unit_id" TEXT NOT NULL,
    "sent_by_user_id" TEXT,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "version_number" INTEGER NOT NULL DEFAULT 1,
    "is_superseded" BOOLEAN NOT NULL DEFAULT false,
    "replaces_message_id" TEXT,
    "about_message_id" TEXT,
    "text" TEXT,
    "voided_at" TIMESTAMPTZ(3),
    "voided_by_user_id" TEXT,
    "void_reason" TEXT,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "message_sip_id_fkey" FOREIGN KEY ("sip_id") REFERENCES "sip"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "message_voided" CHECK (num_nulls("voided_at", "voided_by_user_id", "void_reason") IN (0, 3))
);
CREATE UNIQUE INDEX "message_replaces_message_id_key" ON "message"("replaces_message_id");
CREATE INDEX "message_sip_id_sent_at_idx" ON "message"("sip_id", "sent_at");

CREATE TABLE "message_recipient" (
    "message_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'UNREAD',
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "read_by_user_id" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by_user_id" TEXT,
    "on_behalf_reason" TEXT,
    "handed_on_at" TIMESTAMPTZ(3),
    "handed_on_by_user_id" TEXT,
    "handed_on_to_unit_ids" TEXT[],
    "returned_at" TIMESTAMPTZ(3),
    "returned_by_user_id" TEXT,
    "return_reason" TEXT,
    "released_at" TIMESTAMPTZ(3),
    "release_reason" TEXT,

    CONSTRAINT "message_recipient_pkey" PRIMARY KEY ("message_id","unit_id"),
    CONSTRAINT "message_recipient_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
-- The inbox of a unit: all it got, latest first, and what it has left to do.
CREATE INDEX "message_recipient_unit_id_received_at_message_id_idx" ON "message_recipient"("unit_id", "received_at", "message_id");
CREATE INDEX "message_recipient_left" ON "message_recipient"("unit_id", "received_at", "message_id") WHERE "state" IN ('UNREAD', 'READ');

CREATE TABLE "message_movement" (
    "id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "from_unit_id" TEXT,
    "to_unit_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" TEXT,
    "by_unit_id" TEXT,
    "reason" TEXT,

    CONSTRAINT "message_movement_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "message_movement_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "message_movement_message_id_at_idx" ON "message_movement"("message_id", "at");

-- What was sent before messages were kept. Who sent it for which unit was not noted: it counts as sent by the unit that leads.
INSERT INTO "message" ("id", "sip_id", "patient_id", "type", "sender_unit_id", "sent_by_user_id", "sent_at", "version_number", "is_superseded", "replaces_message_id")
    SELECT i."id", s."id", s."patient_id", 'INVITATION', s."coordinating_unit_id", i."sent_by_user_id", i."sent_at", i."sequence",
           lead(i."id") OVER versions IS NOT NULL, lag(i."id") OVER versions
    FROM "sip_invitation" i JOIN "sip" s ON s."id" = i."sip_id"
    WINDOW versions AS (PARTITION BY i."sip_id" ORDER BY i."sequence");
INSERT INTO "message_recipient" ("message_id", "unit_id", "state", "received_at", "acknowledged_at", "acknowledged_by_user_id", "handed_on_to_unit_ids", "released_at", "release_reason")
    SELECT m."id", p."unit_id",
           CASE WHEN own."is_answered" THEN 'ACKNOWLEDGED' WHEN own."release_reason" IS NULL THEN 'UNREAD' ELSE 'RELEASED' END,
           m."sent_at", CASE WHEN own."is_answered" THEN p."answered_at" END, CASE WHEN own."is_answered" THEN p."answered_by_user_id" END, '{}',
           CASE WHEN NOT own."is_answered" AND own."release_reason" IS NOT NULL THEN m."sent_at" END,
           CASE WHEN NOT own."is_answered" THEN own."release_reason" END
    FROM "message" m JOIN "sip" s ON s."id" = m."sip_id"
    JOIN "sip_participant" p ON p."sip_id" = m."sip_id" AND p."unit_id" <> m."sender_unit_id"
    CROSS JOIN LATERAL (SELECT
        p."answered_sequence" IS NOT DISTINCT FROM m."version_number" AND p."must_acknowledge" AS "is_answered",
        CASE WHEN NOT p."must_acknowledge" THEN 'TOLD_ONLY'
             WHEN m."is_superseded" THEN 'MESSAGE_REPLACED'
             WHEN s."state" IN ('DECLINED', 'ENDED') THEN 'PLAN_STOPPED' END AS "release_reason") own;
INSERT INTO "message_movement" ("id", "message_id", "kind", "from_unit_id", "to_unit_id", "at", "by_user_id", "by_unit_id")
    SELECT 'mov_' || md5(r."message_id" || r."unit_id"), m."id", 'SENT', m."sender_unit_id", r."unit_id", m."sent_at", m."sent_by_user_id", m."sender_unit_id"
    FROM "message_recipient" r JOIN "message" m ON m."id" = r."message_id";

-- An invitation is a message of the same id.
ALTER TABLE "sip_invitation" ADD CONSTRAINT "sip_invitation_id_fkey" FOREIGN KEY ("id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- History is added to and never changed.
REVOKE UPDATE, DELETE ON "message_movement" FROM samplan_application;
