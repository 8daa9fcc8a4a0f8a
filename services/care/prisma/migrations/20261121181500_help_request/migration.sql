-- Requests for help with a case, without identity numbers (F-262, B-09).

CREATE TABLE "help_request" (
    "id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "requested_by_user_id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "about_id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "answer" TEXT,
    "answered_by_user_id" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "closed_by_user_id" TEXT,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "help_request_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "help_request_patient_id_fkey" FOREIGN KEY ("patient_id") REFERENCES "patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "help_request_state" CHECK ("state" IN ('OPEN', 'ANSWERED', 'CLOSED')),
    CONSTRAINT "help_request_answered" CHECK (num_nulls("answer", "answered_by_user_id", "answered_at") IN (0, 3)
        AND ("state" <> 'ANSWERED' OR "answer" IS NOT NULL)),
    CONSTRAINT "help_request_closed" CHECK (num_nulls("closed_by_user_id", "closed_at") IN (0, 2)
        AND ("state" = 'CLOSED') = ("closed_at" IS NOT NULL))
);
CREATE INDEX "help_request_unit_id_requested_at_id_idx" ON "help_request"("unit_id", "requested_at", "id");
CREATE INDEX "help_request_patient_id_idx" ON "help_request"("patient_id");
-- What was asked stays: rows are answered and closed, never removed.
REVOKE DELETE ON "help_request" FROM samplan_application;
