-- A month is settled page by page: its rows are written first and its head, with their sum, last. All of it in one transaction, at
-- whose end the rows must have their head.
ALTER TABLE "liability_settled_row"
    ALTER CONSTRAINT "liability_settled_row_region_id_municipality_code_month_fkey" DEFERRABLE INITIALLY DEFERRED;

-- What a large month or its average comes to is more than an INTEGER holds.
ALTER TABLE "liability_settled_row" ALTER COLUMN "total_sek" TYPE BIGINT;

-- The sum of all rows, so that nobody has to go through them to tell it.
ALTER TABLE "liability_settlement" ADD COLUMN "care_day_count" INTEGER, ADD COLUMN "total_sek" BIGINT;
UPDATE "liability_settlement" s SET ("care_day_count", "total_sek") = (
    SELECT coalesce(sum(r."care_day_count"), 0), coalesce(sum(r."total_sek"), 0) FROM "liability_settled_row" r
    WHERE r."region_id" = s."region_id" AND r."municipality_code" = s."municipality_code" AND r."month" = s."month");
ALTER TABLE "liability_settlement" ALTER COLUMN "care_day_count" SET NOT NULL, ALTER COLUMN "total_sek" SET NOT NULL;

-- Pages of the rows of a kind.
CREATE INDEX "liability_settled_row_kind" ON "liability_settled_row"("region_id", "municipality_code", "month", "kind", "place");
