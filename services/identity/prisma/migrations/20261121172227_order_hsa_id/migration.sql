-- Whose card signs in to an account that is ordered (G-130).

-- AlterTable
ALTER TABLE "access_order" ADD COLUMN     "hsa_id" TEXT;
