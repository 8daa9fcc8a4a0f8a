-- CreateTable
CREATE TABLE "patient" (
    "id" TEXT NOT NULL,
    "municipality_code" TEXT NOT NULL,
    "identity_kind" TEXT NOT NULL,
    "identity_number" TEXT NOT NULL,
    "given_name" TEXT NOT NULL,
    "family_name" TEXT NOT NULL,
    "street" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "patient_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "care_relation" (
    "id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "basis_id" TEXT NOT NULL DEFAULT '',
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "care_relation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "patient_link" (
    "patient_id" TEXT NOT NULL,
    "unit_ids" TEXT[],
    "psychiatric_outpatient_unit_id" TEXT,
    "version" INTEGER NOT NULL,

    CONSTRAINT "patient_link_pkey" PRIMARY KEY ("patient_id")
);

-- CreateTable
CREATE TABLE "care_episode" (
    "id" TEXT NOT NULL,
    "region_id" TEXT NOT NULL,
    "ward_unit_id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "care_type" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "admitted_at" TIMESTAMPTZ(3) NOT NULL,
    "estimated_discharge_at" TIMESTAMPTZ(3) NOT NULL,
    "needs" TEXT[],
    "assessed_by_user_id" TEXT NOT NULL,
    "assessed_at" TIMESTAMPTZ(3) NOT NULL,
    "needs_discovered_later" BOOLEAN NOT NULL,
    "ready_judged_by_user_id" TEXT,
    "ready_judged_at" TIMESTAMPTZ(3),
    "ready_reported_at" TIMESTAMPTZ(3),
    "discharged_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "outstanding" INTEGER NOT NULL DEFAULT 0,
    "latest_change_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "care_episode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "episode_party" (
    "unit_id" TEXT NOT NULL,
    "episode_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "is_ward" BOOLEAN NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "is_open" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "episode_party_pkey" PRIMARY KEY ("unit_id","episode_id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" TEXT NOT NULL,
    "episode_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "sender_unit_id" TEXT NOT NULL,
    "sent_by_user_id" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "is_late" BOOLEAN NOT NULL DEFAULT false,
    "version_number" INTEGER NOT NULL DEFAULT 1,
    "is_superseded" BOOLEAN NOT NULL DEFAULT false,
    "text" TEXT,
    "admission" JSONB,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_recipient" (
    "message_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'UNREAD',
    "read_at" TIMESTAMPTZ(3),
    "read_by_user_id" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by_user_id" TEXT,
    "forwarded_at" TIMESTAMPTZ(3),
    "forwarded_by_user_id" TEXT,
    "forwarded_to_unit_id" TEXT,

    CONSTRAINT "message_recipient_pkey" PRIMARY KEY ("message_id","unit_id")
);

-- CreateTable
CREATE TABLE "planning_section" (
    "episode_id" TEXT NOT NULL,
    "partition" TEXT NOT NULL,
    "question_set" TEXT NOT NULL,
    "answers" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by_user_id" TEXT NOT NULL,
    "saved_by_unit_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "planning_section_pkey" PRIMARY KEY ("episode_id","partition")
);

-- CreateTable
CREATE TABLE "sip_copy" (
    "sip_id" TEXT NOT NULL,
    "episode_id" TEXT,
    "invited_at" TIMESTAMPTZ(3),
    "participants" JSONB NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "sip_copy_pkey" PRIMARY KEY ("sip_id")
);

-- CreateTable
CREATE TABLE "closing_policy" (
    "region_id" TEXT NOT NULL,
    "requires_acknowledgements" BOOLEAN NOT NULL,

    CONSTRAINT "closing_policy_pkey" PRIMARY KEY ("region_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "patient_identity_number_key" ON "patient"("identity_number");

-- CreateIndex
CREATE INDEX "patient_municipality_code_idx" ON "patient"("municipality_code");

-- CreateIndex
CREATE INDEX "care_relation_patient_id_idx" ON "care_relation"("patient_id");

-- CreateIndex
CREATE UNIQUE INDEX "care_relation_unit_id_patient_id_basis_basis_id_key" ON "care_relation"("unit_id", "patient_id", "basis", "basis_id");

-- CreateIndex
CREATE INDEX "care_episode_region_id_ward_unit_id_state_idx" ON "care_episode"("region_id", "ward_unit_id", "state");

-- CreateIndex
CREATE INDEX "care_episode_patient_id_idx" ON "care_episode"("patient_id");

-- CreateIndex
CREATE INDEX "episode_party_unit_id_is_open_idx" ON "episode_party"("unit_id", "is_open");

-- CreateIndex
CREATE INDEX "episode_party_episode_id_idx" ON "episode_party"("episode_id");

-- CreateIndex
CREATE INDEX "message_episode_id_type_sent_at_idx" ON "message"("episode_id", "type", "sent_at");

-- CreateIndex
CREATE INDEX "message_recipient_unit_id_state_idx" ON "message_recipient"("unit_id", "state");

-- CreateIndex
CREATE INDEX "sip_copy_episode_id_idx" ON "sip_copy"("episode_id");

-- AddForeignKey
ALTER TABLE "care_relation" ADD CONSTRAINT "care_relation_patient_id_fkey" FOREIGN KEY ("patient_id") REFERENCES "patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "care_episode" ADD CONSTRAINT "care_episode_patient_id_fkey" FOREIGN KEY ("patient_id") REFERENCES "patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "episode_party" ADD CONSTRAINT "episode_party_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_recipient" ADD CONSTRAINT "message_recipient_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "planning_section" ADD CONSTRAINT "planning_section_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
