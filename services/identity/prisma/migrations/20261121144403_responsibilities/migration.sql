-- AlterTable
ALTER TABLE "user" ADD COLUMN     "accepted_responsibilities" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "responsibilities_acceptance" (
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "responsibilities_acceptance_pkey" PRIMARY KEY ("user_id","version")
);

-- AddForeignKey
ALTER TABLE "responsibilities_acceptance" ADD CONSTRAINT "responsibilities_acceptance_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What has been accepted is never changed.
REVOKE UPDATE, DELETE ON "responsibilities_acceptance" FROM samplan_application;
