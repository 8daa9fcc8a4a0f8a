-- CreateTable
CREATE TABLE "sip" (
    "id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "municipality_code" TEXT NOT NULL,
    "episode_id" TEXT,
    "state" TEXT NOT NULL,
    "initiated_at" TIMESTAMPTZ(3) NOT NULL,
    "initiated_by_user_id" TEXT NOT NULL,
    "initiated_by_unit_id" TEXT NOT NULL,
    "initiation_reason" TEXT NOT NULL,
    "coordinating_unit_id" TEXT NOT NULL,
    "coordinating_principal" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "sip_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sip_participant" (
    "sip_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "must_acknowledge" BOOLEAN NOT NULL,
    "answer" TEXT,
    "answered_sequence" INTEGER,
    "answered_at" TIMESTAMPTZ(3),
    "answered_by_user_id" TEXT,

    CONSTRAINT "sip_participant_pkey" PRIMARY KEY ("sip_id","unit_id")
);

-- CreateTable
CREATE TABLE "sip_consent" (
    "id" TEXT NOT NULL,
    "sip_id" TEXT NOT NULL,
    "is_given" BOOLEAN NOT NULL,
    "form" TEXT NOT NULL,
    "scope" TEXT,
    "valid_to" DATE,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by_user_id" TEXT NOT NULL,

    CONSTRAINT "sip_consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sip_invitation" (
    "id" TEXT NOT NULL,
    "sip_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "meeting_at" TIMESTAMPTZ(3) NOT NULL,
    "meeting_form" TEXT NOT NULL,
    "agenda" TEXT,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_by_user_id" TEXT NOT NULL,

    CONSTRAINT "sip_invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "patient_copy" (
    "patient_id" TEXT NOT NULL,
    "municipality_code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "patient_copy_pkey" PRIMARY KEY ("patient_id")
);

-- CreateTable
CREATE TABLE "episode_copy" (
    "episode_id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "party_unit_ids" TEXT[],
    "version" INTEGER NOT NULL,

    CONSTRAINT "episode_copy_pkey" PRIMARY KEY ("episode_id")
);

-- CreateIndex
CREATE INDEX "sip_municipality_code_coordinating_principal_state_idx" ON "sip"("municipality_code", "coordinating_principal", "state");

-- CreateIndex
CREATE INDEX "sip_patient_id_idx" ON "sip"("patient_id");

-- CreateIndex
CREATE INDEX "sip_episode_id_idx" ON "sip"("episode_id");

-- CreateIndex
CREATE INDEX "sip_participant_unit_id_idx" ON "sip_participant"("unit_id");

-- CreateIndex
CREATE INDEX "sip_consent_sip_id_idx" ON "sip_consent"("sip_id");

-- CreateIndex
CREATE UNIQUE INDEX "sip_invitation_sip_id_sequence_key" ON "sip_invitation"("sip_id", "sequence");

-- AddForeignKey
ALTER TABLE "sip_participant" ADD CONSTRAINT "sip_participant_sip_id_fkey" FOREIGN KEY ("sip_id") REFERENCES "sip"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sip_consent" ADD CONSTRAINT "sip_consent_sip_id_fkey" FOREIGN KEY ("sip_id") REFERENCES "sip"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sip_invitation" ADD CONSTRAINT "sip_invitation_sip_id_fkey" FOREIGN KEY ("sip_id") REFERENCES "sip"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
