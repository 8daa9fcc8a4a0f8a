-- Events can be followed in the order in which they were committed (events/feed.ts). Positions are taken before the commit, so a
-- later one may be there before an earlier one; transactions before the oldest that still runs are there for good.
ALTER TABLE "kit"."outbox" ADD COLUMN "written_in" xid8 NOT NULL DEFAULT pg_current_xact_id();

-- Only what somebody is to be told wakes the relay.
DROP TRIGGER "outbox_wake" ON "kit"."outbox";
CREATE OR REPLACE FUNCTION "kit"."outbox_wake"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM "added") THEN
        PERFORM pg_notify('kit_outbox', '');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "outbox_wake" AFTER INSERT ON "kit"."outbox_delivery"
    REFERENCING NEW TABLE AS "added" FOR EACH STATEMENT EXECUTE FUNCTION "kit"."outbox_wake"();
