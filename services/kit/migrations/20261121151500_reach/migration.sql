-- What identity decides about who may see what of whom: copies in every subgraph, asked by every statement that reads about
-- patients. A row changes only to a later version, and is gone from the partial indexes as soon as it closes nothing.

-- Blocks (sv. spärr, 4 kap. 4 § lag 2008:355, 2 kap. 3 § lag 2022:913): the data of the source is closed to those outside it.
CREATE TABLE "kit"."block" (
    "block_id" text PRIMARY KEY,
    "patient_id" text NOT NULL,
    -- Id of a unit, an administration or a principal.
    "source_id" text NOT NULL,
    -- The care giver: region or municipality of the source.
    "principal_id" text NOT NULL,
    -- Against other care givers; else against the rest of the same care giver.
    "is_outer" boolean NOT NULL,
    -- Also what the source has sent to others.
    "covers_sent" boolean NOT NULL,
    "is_active" boolean NOT NULL,
    "version" integer NOT NULL
);
CREATE INDEX "block_patient" ON "kit"."block" ("patient_id") WHERE "is_active";

-- Blocks lifted for the staff of a unit for a time (4 kap. 5 §).
CREATE TABLE "kit"."block_lift" (
    "lift_id" text PRIMARY KEY,
    "block_id" text NOT NULL,
    "unit_id" text NOT NULL,
    "until" timestamptz NOT NULL,
    "version" integer NOT NULL
);
CREATE INDEX "block_lift_block" ON "kit"."block_lift" ("block_id", "unit_id");

-- Patients opened by one person at one unit for a time, in an emergency or with consent (3 kap. lag 2022:913).
CREATE TABLE "kit"."opening" (
    "opening_id" text PRIMARY KEY,
    "patient_id" text NOT NULL,
    "user_id" text NOT NULL,
    "unit_id" text NOT NULL,
    "since" timestamptz NOT NULL,
    "until" timestamptz NOT NULL,
    "version" integer NOT NULL
);
CREATE INDEX "opening_user" ON "kit"."opening" ("user_id", "patient_id");

-- Patients with a protected identity, and who at which unit may open them (G-090).
CREATE TABLE "kit"."protected_patient" (
    "patient_id" text PRIMARY KEY,
    "level" text NOT NULL,
    "is_active" boolean NOT NULL,
    "version" integer NOT NULL
);
CREATE INDEX "protected_patient_active" ON "kit"."protected_patient" ("patient_id") WHERE "is_active";

CREATE TABLE "kit"."protected_staff" (
    "patient_id" text NOT NULL,
    "unit_id" text NOT NULL,
    "user_ids" text[] NOT NULL,
    "version" integer NOT NULL,
    PRIMARY KEY ("patient_id", "unit_id")
);

GRANT SELECT, INSERT, UPDATE ON "kit"."block" TO samplan_application;
GRANT SELECT, INSERT, UPDATE ON "kit"."block_lift" TO samplan_application;
GRANT SELECT, INSERT, UPDATE ON "kit"."opening" TO samplan_application;
GRANT SELECT, INSERT, UPDATE ON "kit"."protected_patient" TO samplan_application;
GRANT SELECT, INSERT, UPDATE ON "kit"."protected_staff" TO samplan_application;
