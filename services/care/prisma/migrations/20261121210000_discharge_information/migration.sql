-- What the ward tells the patient and the parties at discharge (G-012, G-013): versions, and to whom it was handed.

CREATE TABLE "discharge_information_version" (
    "episode_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL CHECK ("version" > 0),
    "state" TEXT NOT NULL CHECK ("state" IN ('DRAFT', 'SIGNED')),
    -- Texts by section and field.
    "content" JSONB NOT NULL,
    -- Why it was changed after it was signed before.
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" TEXT NOT NULL,

    CONSTRAINT "discharge_information_version_pkey" PRIMARY KEY ("episode_id", "version"),
    CONSTRAINT "discharge_information_version_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "discharge_information_handover" (
    "episode_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "receiver" TEXT NOT NULL CHECK ("receiver" IN ('PATIENT', 'RELATIVE', 'REPRESENTATIVE')),
    "handed_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" TEXT NOT NULL,
    "comment" TEXT,

    CONSTRAINT "discharge_information_handover_pkey" PRIMARY KEY ("episode_id", "version", "receiver"),
    CONSTRAINT "discharge_information_handover_version_fkey" FOREIGN KEY ("episode_id", "version") REFERENCES "discharge_information_version"("episode_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "discharge_information_handover_order" CHECK ("handed_at" <= "recorded_at")
);

-- History is added to and never changed.
REVOKE UPDATE, DELETE ON "discharge_information_version", "discharge_information_handover" FROM samplan_application;
