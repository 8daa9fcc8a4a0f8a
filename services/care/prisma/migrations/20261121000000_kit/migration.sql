-- What every subgraph keeps beside its own tables: events out and in, the access log and its chain, repeated requests,
-- ended sessions, copies of what others own, signing keys. The role samplan_application is what the running services are members of; it owns nothing.

CREATE SCHEMA "kit";
GRANT USAGE ON SCHEMA "kit" TO samplan_application;
ALTER DEFAULT PRIVILEGES IN SCHEMA "public" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO samplan_application;
ALTER DEFAULT PRIVILEGES IN SCHEMA "public" GRANT USAGE ON SEQUENCES TO samplan_application;

-- Events that happened here, written in the transaction that made them happen. The truth about what is to be told.
CREATE TABLE "kit"."outbox" (
    "position" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "id" text NOT NULL UNIQUE,
    "type" text NOT NULL,
    "aggregate_id" text NOT NULL,
    "data" jsonb NOT NULL,
    "occurred_at" timestamptz NOT NULL
);

-- One row per consumer that has not got the event yet. Delivered rows are deleted; a parked row waits for a person.
CREATE TABLE "kit"."outbox_delivery" (
    "consumer" text NOT NULL,
    "position" bigint NOT NULL REFERENCES "kit"."outbox" ("position"),
    "aggregate_id" text NOT NULL,
    "attempts" integer NOT NULL DEFAULT 0,
    "due_at" timestamptz NOT NULL DEFAULT now(),
    "parked_at" timestamptz,
    "problem" text,
    PRIMARY KEY ("consumer", "position")
);
CREATE INDEX "outbox_delivery_order" ON "kit"."outbox_delivery" ("consumer", "aggregate_id", "position");

CREATE FUNCTION "kit"."outbox_wake"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kit_outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER "outbox_wake" AFTER INSERT ON "kit"."outbox"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."outbox_wake"();

-- Events from others, written in the transaction of their effect: an event that is here has been heard.
CREATE TABLE "kit"."inbox" (
    "event_id" text PRIMARY KEY,
    "producer" text NOT NULL,
    "type" text NOT NULL,
    "received_at" timestamptz NOT NULL DEFAULT now()
);

-- Who did what with which patient's data (HSLF-FS 2016:40 4 kap. 9 §). Ids and codes only.
CREATE TABLE "kit"."access_log" (
    "entry" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "at" timestamptz NOT NULL,
    "kind" text NOT NULL CHECK ("kind" IN ('READ', 'WRITE', 'DENIED')),
    "action" text NOT NULL,
    "patient_id" text,
    "subject_id" text,
    "reason" text,
    "user_id" text,
    "session_id" text,
    "assignment_id" text,
    "role" text,
    "unit_id" text,
    "administration_id" text,
    "principal_id" text,
    "request_id" text NOT NULL
);
CREATE INDEX "access_log_patient" ON "kit"."access_log" ("patient_id", "at");
CREATE INDEX "access_log_unit" ON "kit"."access_log" ("principal_id", "unit_id", "at");

-- The chain: each link is the SHA-256 of the link before and the entry.
CREATE TABLE "kit"."access_log_seal" (
    "seal" bigint PRIMARY KEY,
    "entry" bigint NOT NULL UNIQUE REFERENCES "kit"."access_log" ("entry"),
    "hash" bytea NOT NULL CHECK (octet_length("hash") = 32),
    "sealed_at" timestamptz NOT NULL DEFAULT now()
);

-- Entries that the chain has not reached yet. Empties within moments.
CREATE TABLE "kit"."access_log_unsealed" (
    "entry" bigint PRIMARY KEY REFERENCES "kit"."access_log" ("entry")
);

CREATE FUNCTION "kit"."access_log_wake"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "kit"."access_log_unsealed" ("entry") SELECT "entry" FROM "added";
    PERFORM pg_notify('kit_access_log', '');
    RETURN NULL;
END $$;
CREATE TRIGGER "access_log_wake" AFTER INSERT ON "kit"."access_log"
    REFERENCING NEW TABLE AS "added" FOR EACH STATEMENT EXECUTE FUNCTION "kit"."access_log_wake"();

CREATE FUNCTION "kit"."append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % can only be added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "access_log_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "kit"."access_log"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
CREATE TRIGGER "access_log_seal_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "kit"."access_log_seal"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();

-- First results of requests that may be repeated, by user and key. The input itself is not kept, only its fingerprint.
CREATE TABLE "kit"."idempotency" (
    "user_id" text NOT NULL,
    "key" text NOT NULL,
    "action" text NOT NULL,
    "fingerprint" bytea NOT NULL,
    "result_id" text NOT NULL,
    "at" timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY ("user_id", "key")
);

-- Sessions that ended before their tokens did.
CREATE TABLE "kit"."ended_session" (
    "session_id" text PRIMARY KEY,
    "ended_at" timestamptz NOT NULL
);

CREATE FUNCTION "kit"."ended_session_wake"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kit_ended', 'session:' || NEW."session_id");
    RETURN NULL;
END $$;
CREATE TRIGGER "ended_session_wake" AFTER INSERT ON "kit"."ended_session"
    FOR EACH ROW EXECUTE FUNCTION "kit"."ended_session_wake"();

-- Local copies of what other subgraphs own, fed by their events. A row changes only to a later version.
CREATE TABLE "kit"."unit" (
    "unit_id" text PRIMARY KEY,
    "kind" text NOT NULL,
    "administration_id" text NOT NULL,
    "administration_kind" text NOT NULL,
    "principal_id" text NOT NULL,
    "principal_code" text NOT NULL,
    "principal_slug" text NOT NULL,
    "region_id" text NOT NULL,
    "is_active" boolean NOT NULL,
    "version" integer NOT NULL
);

CREATE TABLE "kit"."assignment" (
    "assignment_id" text PRIMARY KEY,
    "user_id" text NOT NULL,
    "unit_id" text NOT NULL,
    "role" text NOT NULL,
    "is_active" boolean NOT NULL,
    "version" integer NOT NULL
);
CREATE INDEX "assignment_unit" ON "kit"."assignment" ("unit_id", "role");

CREATE FUNCTION "kit"."assignment_wake"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kit_ended', 'assignments');
    RETURN NULL;
END $$;
CREATE TRIGGER "assignment_wake" AFTER UPDATE ON "kit"."assignment"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."assignment_wake"();

CREATE TABLE "kit"."care_relation" (
    "relation_id" text PRIMARY KEY,
    "patient_id" text NOT NULL,
    "unit_id" text NOT NULL,
    "since" timestamptz NOT NULL,
    "until" timestamptz,
    "version" integer NOT NULL
);
CREATE INDEX "care_relation_unit" ON "kit"."care_relation" ("unit_id", "patient_id");
CREATE INDEX "care_relation_patient" ON "kit"."care_relation" ("patient_id");

-- Keys that sign. The private part is encrypted with a key that is not in the database.
CREATE TABLE "kit"."signing_key" (
    "kid" text PRIMARY KEY,
    "purpose" text NOT NULL CHECK ("purpose" IN ('ACCESS_TOKEN', 'EVENT')),
    "public_jwk" jsonb NOT NULL,
    "private_sealed" text NOT NULL,
    "created_at" timestamptz NOT NULL,
    "active_at" timestamptz NOT NULL
);

GRANT SELECT, INSERT ON "kit"."outbox" TO samplan_application;
GRANT SELECT, INSERT, UPDATE, DELETE ON "kit"."outbox_delivery" TO samplan_application;
GRANT SELECT, INSERT ON "kit"."inbox" TO samplan_application;
GRANT SELECT, INSERT ON "kit"."access_log" TO samplan_application;
GRANT SELECT, INSERT ON "kit"."access_log_seal" TO samplan_application;
GRANT SELECT, INSERT, DELETE ON "kit"."access_log_unsealed" TO samplan_application;
GRANT SELECT, INSERT ON "kit"."idempotency" TO samplan_application;
GRANT SELECT, INSERT ON "kit"."ended_session" TO samplan_application;
GRANT SELECT, INSERT, UPDATE ON "kit"."unit" TO samplan_application;
GRANT SELECT, INSERT, UPDATE ON "kit"."assignment" TO samplan_application;
GRANT SELECT, INSERT, UPDATE ON "kit"."care_relation" TO samplan_application;
GRANT SELECT, INSERT, DELETE ON "kit"."signing_key" TO samplan_application;
