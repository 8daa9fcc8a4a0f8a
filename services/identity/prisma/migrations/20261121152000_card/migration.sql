-- Whose card signs in to the account, and since when it alone does.
ALTER TABLE "user" ADD COLUMN     "converted_at" TIMESTAMPTZ(3),
ADD COLUMN     "hsa_id" TEXT,
ADD CONSTRAINT "user_converted_to_somebody" CHECK ("converted_at" IS NULL OR "hsa_id" IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "user_hsa_id_key" ON "user"("hsa_id");
