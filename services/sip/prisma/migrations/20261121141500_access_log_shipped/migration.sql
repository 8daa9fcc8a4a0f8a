-- How far identity has taken the sealed access log of this subgraph into the central one.

CREATE TABLE "kit"."access_log_shipped" (
    "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"),
    "seal" bigint NOT NULL CHECK ("seal" >= 0)
);
INSERT INTO "kit"."access_log_shipped" ("seal") VALUES (0);

GRANT SELECT, UPDATE ON "kit"."access_log_shipped" TO samplan_application;
