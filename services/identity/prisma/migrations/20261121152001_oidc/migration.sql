-- Sign-ins at the identity provider whose answer is awaited.
-- CreateTable
CREATE TABLE "oidc_sign_in" (
    "key" BYTEA NOT NULL,
    "sealed" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oidc_sign_in_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "oidc_sign_in_expires_at_idx" ON "oidc_sign_in"("expires_at");
