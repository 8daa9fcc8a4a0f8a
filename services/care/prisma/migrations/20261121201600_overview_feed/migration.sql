-- What changes in the overview is told, so that a view can follow it live (F-069, F-234).

-- How often the case has changed in the overview: the version of its events.
ALTER TABLE "care_episode" ADD COLUMN "overview_version" INTEGER NOT NULL DEFAULT 0;

-- The changes in the order in which they were committed.
CREATE INDEX "outbox_overview" ON "kit"."outbox" ("written_in", "position") WHERE "type" = 'OverviewChanged';
