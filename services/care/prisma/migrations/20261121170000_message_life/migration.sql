-- The whole life of a message: outside episodes too, versions, voiding, handing on to several, giving back, release.

ALTER TABLE "message" ADD COLUMN "patient_id" TEXT,
    ADD COLUMN "replaces_message_id" TEXT,
    ADD COLUMN "about_message_id" TEXT,
    ADD COLUMN "voided_at" TIMESTAMPTZ(3),
    ADD COLUMN "voided_by_user_id" TEXT,
    ADD COLUMN "void_reason" TEXT,
    ALTER COLUMN "episode_id" DROP NOT NULL;
UPDATE "message" m SET "patient_id" = e."patient_id" FROM "care_episode" e WHERE e."id" = m."episode_id";
ALTER TABLE "message" ALTER COLUMN "patient_id" SET NOT NULL,
    ADD CONSTRAINT "message_patient_id_fkey" FOREIGN KEY ("patient_id") REFERENCES "patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- Earlier versions of a notice are those of its type in its episode.
UPDATE "message" m SET "replaces_message_id" = earlier."id" FROM "message" earlier
    WHERE m."version_number" > 1 AND earlier."episode_id" = m."episode_id" AND earlier."type" = m."type"
      AND earlier."version_number" = m."version_number" - 1;
CREATE UNIQUE INDEX "message_replaces_message_id_key" ON "message"("replaces_message_id");
CREATE INDEX "message_patient_id_sent_at_idx" ON "message"("patient_id", "sent_at");
ALTER TABLE "message" ADD CONSTRAINT "message_voided" CHECK (num_nulls("voided_at", "voided_by_user_id", "void_reason") IN (0, 3));

ALTER TABLE "message_recipient" RENAME COLUMN "forwarded_at" TO "handed_on_at";
ALTER TABLE "message_recipient" RENAME COLUMN "forwarded_by_user_id" TO "handed_on_by_user_id";
ALTER TABLE "message_recipient" ADD COLUMN "handed_on_to_unit_ids" TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN "received_at" TIMESTAMPTZ(3),
    ADD COLUMN "on_behalf_reason" TEXT,
    ADD COLUMN "returned_at" TIMESTAMPTZ(3),
    ADD COLUMN "returned_by_user_id" TEXT,
    ADD COLUMN "return_reason" TEXT,
    ADD COLUMN "released_at" TIMESTAMPTZ(3),
    ADD COLUMN "release_reason" TEXT;
UPDATE "message_recipient" SET "handed_on_to_unit_ids" = ARRAY["forwarded_to_unit_id"] WHERE "forwarded_to_unit_id" IS NOT NULL;
UPDATE "message_recipient" r SET "received_at" = m."sent_at" FROM "message" m WHERE m."id" = r."message_id";
ALTER TABLE "message_recipient" DROP COLUMN "forwarded_to_unit_id",
    ALTER COLUMN "handed_on_to_unit_ids" DROP NOT NULL,
    ALTER COLUMN "handed_on_to_unit_ids" DROP DEFAULT,
    ALTER COLUMN "received_at" SET NOT NULL;

-- The inbox of a unit: what it has left to do, and all it got, latest first.
DROP INDEX "message_recipient_unit_id_state_idx";
CREATE INDEX "message_recipient_unit_id_received_at_message_id_idx" ON "message_recipient"("unit_id", "received_at", "message_id");
CREATE INDEX "message_recipient_left" ON "message_recipient"("unit_id", "received_at", "message_id") WHERE "state" IN ('UNREAD', 'READ');

CREATE TABLE "message_movement" (
    "id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "from_unit_id" TEXT,
    "to_unit_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" TEXT NOT NULL,
    "by_unit_id" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "message_movement_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "message_movement_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "message_movement_message_id_at_idx" ON "message_movement"("message_id", "at");

CREATE TABLE "episode_change" (
    "id" TEXT NOT NULL,
    "episode_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "column" TEXT,
    "subject_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" TEXT,
    "by_unit_id" TEXT,
    "before" TEXT,
    "after" TEXT,

    CONSTRAINT "episode_change_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "episode_change_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "episode_change_episode_id_at_id_idx" ON "episode_change"("episode_id", "at", "id");

-- History is added to and never changed.
REVOKE UPDATE, DELETE ON "message_movement", "episode_change" FROM samplan_application;

-- A party that gave back everything, because it has nothing to do with the case.
ALTER TABLE "episode_party" ADD COLUMN "left_at" TIMESTAMPTZ(3);
