-- The ways in which an episode ends beside its course: void, deceased, transferred; and discharge that is recorded afterwards.

ALTER TABLE "care_episode" ADD COLUMN "void_reason" TEXT,
    ADD COLUMN "deceased_at" TIMESTAMPTZ(3),
    ADD COLUMN "transferred_at" TIMESTAMPTZ(3),
    ADD COLUMN "transferred_to_unit_id" TEXT,
    ADD COLUMN "transferred_to_id" TEXT,
    ADD COLUMN "transferred_from_id" TEXT,
    ADD COLUMN "is_recovered" BOOLEAN NOT NULL DEFAULT false,
    ADD CONSTRAINT "care_episode_voided" CHECK (("state" = 'VOIDED') = ("void_reason" IS NOT NULL)),
    ADD CONSTRAINT "care_episode_deceased" CHECK (("state" = 'DECEASED') = ("deceased_at" IS NOT NULL)),
    ADD CONSTRAINT "care_episode_transferred" CHECK (
        num_nonnulls("transferred_at", "transferred_to_unit_id", "transferred_to_id")
          = CASE WHEN "state" = 'TRANSFERRED' THEN 3 ELSE 0 END);
CREATE UNIQUE INDEX "care_episode_transferred_to_id_key" ON "care_episode"("transferred_to_id");
CREATE UNIQUE INDEX "care_episode_transferred_from_id_key" ON "care_episode"("transferred_from_id");
