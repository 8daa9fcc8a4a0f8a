-- Payment liability: who invited to a plan, and months that are settled.

-- Only a fixed care contact's invitation makes a municipality pay (5 kap. 3 § 3). Who sent earlier ones was not noted.
ALTER TABLE "sip_copy" ADD COLUMN "first_invited_by_unit_id" TEXT;

-- A month of a municipality that is settled: what the invoice is made of.
CREATE TABLE "liability_settlement" (
    "region_id" TEXT NOT NULL,
    "municipality_code" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "summaries" JSONB NOT NULL,
    "invoiced_in_source_count" INTEGER NOT NULL,
    "file_head" TEXT NOT NULL,
    "file_end" TEXT NOT NULL,
    "settled_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_by_user_id" TEXT NOT NULL,

    -- Of two that settle at once, the second is refused.
    CONSTRAINT "liability_settlement_pkey" PRIMARY KEY ("region_id", "municipality_code", "month"),
    CONSTRAINT "liability_settlement_month" CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$')
);

-- Its rows: the episodes and averages of the month, and what has changed since in months that were settled before.
CREATE TABLE "liability_settled_row" (
    "region_id" TEXT NOT NULL,
    "municipality_code" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "of_month" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "care_day_count" INTEGER NOT NULL,
    "total_sek" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "line" TEXT NOT NULL,

    CONSTRAINT "liability_settled_row_pkey" PRIMARY KEY ("region_id", "municipality_code", "month", "place"),
    CONSTRAINT "liability_settled_row_kind" CHECK ("kind" IN ('EPISODE', 'AVERAGE', 'CORRECTION')),
    CONSTRAINT "liability_settled_row_of_month" CHECK (("kind" = 'CORRECTION') = ("of_month" < "month") AND "of_month" <= "month"),
    CONSTRAINT "liability_settled_row_region_id_municipality_code_month_fkey" FOREIGN KEY ("region_id", "municipality_code", "month")
        REFERENCES "liability_settlement"("region_id", "municipality_code", "month") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "liability_settled_row_region_id_municipality_code_of_month_s_idx"
    ON "liability_settled_row"("region_id", "municipality_code", "of_month", "subject_id");

REVOKE UPDATE, DELETE ON "liability_settlement", "liability_settled_row" FROM samplan_application;
