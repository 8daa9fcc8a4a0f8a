-- What is recorded when a unit is closed or handed over.

-- By which agreement access goes on after closing (F-122).
-- AlterTable
ALTER TABLE "access_order" ADD COLUMN     "agreement" TEXT;

-- AlterTable
ALTER TABLE "assignment" ADD COLUMN     "extended_to" DATE;

-- What happened to the tokens (F-125).
-- AlterTable
ALTER TABLE "access_order_step" ADD COLUMN     "tokens" TEXT;

ALTER TABLE "access_order_step"
    ADD CONSTRAINT "access_order_step_tokens" CHECK ("tokens" IS NULL OR ("tokens" IN ('RETURNED', 'STAY_AT_UNIT') AND "done_at" IS NOT NULL));
