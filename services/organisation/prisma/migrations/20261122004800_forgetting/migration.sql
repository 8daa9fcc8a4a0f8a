-- Results of requests and ended sessions are forgotten when nothing asks for them any more (server/forgetting.ts), by the service
-- itself, in the order in which they came.

CREATE INDEX "idempotency_at" ON "kit"."idempotency" ("at");
CREATE INDEX "ended_session_ended_at" ON "kit"."ended_session" ("ended_at");

GRANT DELETE ON "kit"."idempotency" TO samplan_application;
GRANT DELETE ON "kit"."ended_session" TO samplan_application;
