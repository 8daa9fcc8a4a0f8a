-- The questions of the planning basis as data (F-244): versions per part, the standard ones and each region's own.

CREATE TABLE "planning_question_set" (
    "id" TEXT NOT NULL,
    -- Empty for the standard questions, which hold where a region has none of its own.
    "region_id" TEXT NOT NULL DEFAULT '',
    "partition" TEXT NOT NULL,
    "version" INTEGER NOT NULL CHECK ("version" > 0),
    "valid_from" DATE NOT NULL,
    "questions" JSONB NOT NULL CHECK (jsonb_array_length("questions") > 0),
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    -- Null for the standard questions.
    "published_by_user_id" TEXT,

    CONSTRAINT "planning_question_set_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "planning_question_set_region_id_partition_version_key" ON "planning_question_set"("region_id", "partition", "version");

-- Parts are read with the questions that they were answered with, so no version is changed or taken away.
REVOKE UPDATE, DELETE ON "planning_question_set" FROM samplan_application;

-- The first standard questions.
INSERT INTO "planning_question_set" ("id", "partition", "version", "valid_from", "published_at", "questions") VALUES
    ('qst_standard_1_inpatient_care', 'INPATIENT_CARE', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "reason", "text": "Varför vårdas patienten och hur är hälsotillståndet nu?"},
     {"key": "function", "text": "Vad klarar patienten själv och vad behöver patienten hjälp med på avdelningen?"},
     {"key": "risks", "text": "Vilka risker finns (fall, trycksår, undernäring) och vad har gjorts?"},
     {"key": "afterCare", "text": "Vilka vårdinsatser behövs efter utskrivningen?"},
     {"key": "furtherReading", "text": "Finns mer information i ett annat system, och i så fall var?"}]'),
    ('qst_standard_1_primary_care', 'PRIMARY_CARE', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "known", "text": "Är patienten känd hos er och för vad?"},
     {"key": "contact", "text": "Vem planeras bli fast vårdkontakt?"},
     {"key": "followUp", "text": "Hur följer ni upp patienten efter utskrivningen?"}]'),
    ('qst_standard_1_psychiatric_outpatient', 'PSYCHIATRIC_OUTPATIENT', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "ongoing", "text": "Vilka kontakter och insatser pågår hos er?"},
     {"key": "followUp", "text": "Hur följer ni upp patienten efter utskrivningen?"}]'),
    ('qst_standard_1_needs_assessment', 'NEEDS_ASSESSMENT', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "housing", "text": "Hur bor patienten i dag?"},
     {"key": "decisions", "text": "Vilka insatser är beviljade före inskrivningen?"},
     {"key": "changed", "text": "Vilka förändrade behov bedömer ni inför hemgång?"}]'),
    ('qst_standard_1_nursing', 'NURSING', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "measures", "text": "Vilka hälso- och sjukvårdsinsatser gav kommunen före inskrivningen?"},
     {"key": "medication", "text": "Vem ansvarar för läkemedelshanteringen?"},
     {"key": "equipment", "text": "Vilket material och vilken utrustning behövs hemma?"}]'),
    ('qst_standard_1_occupational_therapy', 'OCCUPATIONAL_THERAPY', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "activity", "text": "Hur klarar patienten vardagens aktiviteter hemma?"},
     {"key": "aids", "text": "Vilka hjälpmedel finns och vilka behövs?"}]'),
    ('qst_standard_1_physiotherapy', 'PHYSIOTHERAPY', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "mobility", "text": "Hur förflyttar sig patienten inne och ute?"},
     {"key": "training", "text": "Vilken träning behövs efter utskrivningen?"}]'),
    ('qst_standard_1_social_services', 'SOCIAL_SERVICES', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "ongoing", "text": "Vilka insatser pågår hos socialtjänsten?"},
     {"key": "needs", "text": "Vilket stöd bedömer ni behövs efter utskrivningen?"}]');

ALTER TABLE "planning_section" RENAME COLUMN "question_set" TO "question_set_id";
UPDATE "planning_section" SET "question_set_id" = 'qst_standard_1_' || lower("partition");
ALTER TABLE "planning_section" ADD CONSTRAINT "planning_section_question_set_id_fkey" FOREIGN KEY ("question_set_id") REFERENCES "planning_question_set"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
