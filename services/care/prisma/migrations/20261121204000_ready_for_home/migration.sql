-- What is ready for the patient to go home (G-109): each unit of an episode ticks its own list, every version is kept.

CREATE TABLE "ready_for_home_version" (
    "episode_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL CHECK ("version" > 0),
    -- The list that it was begun with.
    "list_id" TEXT NOT NULL,
    -- By key: whether it is ticked, and the comment.
    "ticks" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by_user_id" TEXT NOT NULL,

    CONSTRAINT "ready_for_home_version_pkey" PRIMARY KEY ("episode_id", "unit_id", "version"),
    CONSTRAINT "ready_for_home_version_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ready_for_home_version_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "planning_question_set"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- History is added to and never changed.
REVOKE UPDATE, DELETE ON "ready_for_home_version" FROM samplan_application;

-- The first standard lists.
INSERT INTO "planning_question_set" ("id", "partition", "version", "valid_from", "published_at", "questions") VALUES
    ('qst_standard_1_ready_for_home_inpatient', 'READY_FOR_HOME_INPATIENT', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "medication", "text": "Läkemedelslistan är aktuell, och läkemedel och recept för de första dagarna är ordnade."},
     {"key": "supplies", "text": "Förbrukningsmaterial för de första dagarna följer med."},
     {"key": "aids", "text": "Hjälpmedel som behövs hemma finns på plats."},
     {"key": "informed", "text": "Patienten och närstående har fått information inför hemgången."},
     {"key": "followUp", "text": "Återbesök och uppföljning är planerade."},
     {"key": "transport", "text": "Hemresan är ordnad, och nycklar och kläder finns."}]'),
    ('qst_standard_1_ready_for_home_outpatient', 'READY_FOR_HOME_OUTPATIENT', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "ready", "text": "Den öppna vården är klar att ta över."}]'),
    ('qst_standard_1_ready_for_home_municipality', 'READY_FOR_HOME_MUNICIPALITY', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "ready", "text": "Kommunen är klar att ta emot patienten."}]');
