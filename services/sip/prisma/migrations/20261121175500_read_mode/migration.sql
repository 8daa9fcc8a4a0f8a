-- Regions whose people can only read for now (sv. läsläge). A copy of what identity decides.
CREATE TABLE "kit"."read_mode" (
    "region_id" text PRIMARY KEY,
    -- The region and its municipalities.
    "principal_ids" text[] NOT NULL,
    "is_on" boolean NOT NULL,
    "version" integer NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON "kit"."read_mode" TO samplan_application;
