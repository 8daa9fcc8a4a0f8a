-- Which way the planning of an episode goes (G-108), within how many hours its basis is filled in, and the lists that regions plan
-- by, kept as versions beside the questions of the planning basis.

CREATE TABLE "planning_track_choice" (
    "episode_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL CHECK ("version" > 0),
    "track" TEXT NOT NULL CHECK ("track" IN ('GREEN', 'YELLOW', 'RED')),
    -- When the planning came to the track.
    "since" TIMESTAMPTZ(3) NOT NULL,
    "meeting_at" TIMESTAMPTZ(3),
    -- The list that the groups are of.
    "group_list_id" TEXT,
    "groups" TEXT[],
    -- Parts of the planning basis that led to the red track, with their versions.
    "basis" JSONB NOT NULL,
    "reason" TEXT,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "set_by_user_id" TEXT NOT NULL,
    "set_by_unit_id" TEXT NOT NULL,

    CONSTRAINT "planning_track_choice_pkey" PRIMARY KEY ("episode_id", "version"),
    CONSTRAINT "planning_track_choice_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "planning_track_choice_group_list_id_fkey" FOREIGN KEY ("group_list_id") REFERENCES "planning_question_set"("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "planning_track_choice_meeting" CHECK ("track" = 'RED' OR "meeting_at" IS NULL),
    CONSTRAINT "planning_track_choice_groups" CHECK ("track" = 'YELLOW' OR cardinality("groups") = 0),
    CONSTRAINT "planning_track_choice_group_list" CHECK (("group_list_id" IS NOT NULL) = (cardinality("groups") > 0)),
    CONSTRAINT "planning_track_choice_basis" CHECK ("track" = 'RED' OR jsonb_array_length("basis") = 0)
);

-- History is added to and never changed.
REVOKE UPDATE, DELETE ON "planning_track_choice" FROM samplan_application;

CREATE TABLE "planning_time_policy" (
    "region_id" TEXT NOT NULL,
    "valid_from_on" DATE NOT NULL,
    "basis_hours" INTEGER NOT NULL CHECK ("basis_hours" > 0),

    CONSTRAINT "planning_time_policy_pkey" PRIMARY KEY ("region_id", "valid_from_on")
);

-- The first standard list: the act itself asks for a plan there. Regions define their own groups.
INSERT INTO "planning_question_set" ("id", "partition", "version", "valid_from", "published_at", "questions") VALUES
    ('qst_standard_1_yellow_track_groups', 'YELLOW_TRACK_GROUPS', 1, '2026-01-01', '2026-01-01T00:00:00Z', '[
     {"key": "bothPrincipals", "text": "Behöver insatser från både regionen och kommunen efter utskrivningen."}]');
