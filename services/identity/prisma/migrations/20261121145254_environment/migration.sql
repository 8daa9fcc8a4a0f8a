-- AlterTable
ALTER TABLE "session" ADD COLUMN     "entry" TEXT NOT NULL DEFAULT 'STAFF';

-- AlterTable
ALTER TABLE "sign_in_challenge" ADD COLUMN     "entry" TEXT NOT NULL DEFAULT 'STAFF';

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "environment" TEXT NOT NULL DEFAULT 'TRAINING';
-- Accounts that were made before are of training; every new one says where it is valid.
ALTER TABLE "user" ALTER COLUMN "environment" DROP DEFAULT;

-- CreateTable
CREATE TABLE "production_start" (
    "principal_id" TEXT NOT NULL,
    "starts_on" DATE NOT NULL,
    "agreed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "production_start_pkey" PRIMARY KEY ("principal_id")
);

-- CreateTable
CREATE TABLE "early_starter" (
    "user_id" TEXT NOT NULL,
    "appointed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "early_starter_pkey" PRIMARY KEY ("user_id")
);

-- AddForeignKey
ALTER TABLE "early_starter" ADD CONSTRAINT "early_starter_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
