-- AlterTable
ALTER TABLE "user" ADD COLUMN     "password_must_change" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "earlier_password" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "replaced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "earlier_password_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credentials_suspicion" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credentials_suspicion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "earlier_password_user_id_idx" ON "earlier_password"("user_id");

-- CreateIndex
CREATE INDEX "credentials_suspicion_principal_id_id_idx" ON "credentials_suspicion"("principal_id", "id");

-- CreateIndex
CREATE INDEX "credentials_suspicion_user_id_idx" ON "credentials_suspicion"("user_id");

-- CreateIndex
CREATE INDEX "attempt_ends_at_idx" ON "attempt"("ends_at");

-- AddForeignKey
ALTER TABLE "earlier_password" ADD CONSTRAINT "earlier_password_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credentials_suspicion" ADD CONSTRAINT "credentials_suspicion_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What has been is never changed.
REVOKE UPDATE, DELETE ON "earlier_password", "credentials_suspicion" FROM samplan_application;
