-- Events that everybody has got are purged when they are old enough, by the owner of the tables (events/purge.ts).

-- When it was written, by the clock of the database: what happened may lie long before. Older events count from this migration on.
ALTER TABLE "kit"."outbox" ADD COLUMN "written_at" timestamptz NOT NULL DEFAULT now();
CREATE INDEX "outbox_written" ON "kit"."outbox" ("written_at", "position");

-- So that an event that goes is not looked for in everything that waits.
CREATE INDEX "outbox_delivery_position" ON "kit"."outbox_delivery" ("position");

-- In the order in which what was heard is forgotten.
CREATE INDEX "inbox_received" ON "kit"."inbox" ("producer", "received_at", "event_id");

-- The last place that was purged of a kind of event: who has followed the feed no further than before it has missed something.
CREATE TABLE "kit"."outbox_purged" (
    "type" text PRIMARY KEY,
    "written_in" xid8 NOT NULL,
    "position" bigint NOT NULL
);
GRANT SELECT ON "kit"."outbox_purged" TO samplan_application;
