-- What users have begun to write and not sent, encrypted (B-05). Rows are replaced and deleted: drafts have no history.
-- CreateTable
CREATE TABLE "draft" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "patient_id" TEXT,
    "sealed" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "draft_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "draft_saved_at_idx" ON "draft"("saved_at");

-- CreateIndex
CREATE UNIQUE INDEX "draft_user_id_unit_id_key_key" ON "draft"("user_id", "unit_id", "key");

-- AddForeignKey
ALTER TABLE "draft" ADD CONSTRAINT "draft_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "draft"
    ADD CONSTRAINT "draft_key_form" CHECK ("key" ~ '^[A-Za-z][A-Za-z-]{0,49}(:[a-z]{3}_\w{1,60}){0,3}$');
