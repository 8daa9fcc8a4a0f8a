-- Accounts of systems: keys, and the tokens that were given for them.

-- CreateTable
CREATE TABLE "service_account" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "capabilities" TEXT[],
    "networks" TEXT[],
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_by_id" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_account_key" (
    "kid" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "added_by_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_by_id" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_account_key_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "service_token" (
    "session_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "kid" TEXT NOT NULL,
    "jti_hash" BYTEA NOT NULL,
    "keep_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "service_token_pkey" PRIMARY KEY ("session_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "service_account_principal_id_name_key" ON "service_account"("principal_id", "name");

-- CreateIndex
CREATE INDEX "service_account_key_account_id_idx" ON "service_account_key"("account_id");

-- CreateIndex
CREATE INDEX "service_token_kid_idx" ON "service_token"("kid");

-- CreateIndex
CREATE UNIQUE INDEX "service_token_account_id_jti_hash_key" ON "service_token"("account_id", "jti_hash");

-- AddForeignKey
ALTER TABLE "service_account_key" ADD CONSTRAINT "service_account_key_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "service_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_token" ADD CONSTRAINT "service_token_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "service_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_token" ADD CONSTRAINT "service_token_kid_fkey" FOREIGN KEY ("kid") REFERENCES "service_account_key"("kid") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What has ended stays.
REVOKE DELETE ON "service_account", "service_account_key" FROM samplan_application;
REVOKE UPDATE ON "service_token" FROM samplan_application;
