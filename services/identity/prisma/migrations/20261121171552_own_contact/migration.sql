-- How users are reached, as they say (F-028, F-049). Only added to: earlier versions are the history.
-- CreateTable
CREATE TABLE "own_contact" (
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "phone" TEXT,
    "mobile" TEXT,
    "fax" TEXT,
    "email" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "own_contact_pkey" PRIMARY KEY ("user_id","version")
);

-- AddForeignKey
ALTER TABLE "own_contact" ADD CONSTRAINT "own_contact_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "own_contact"
    ADD CONSTRAINT "own_contact_version" CHECK ("version" > 0);
REVOKE UPDATE, DELETE ON "own_contact" FROM samplan_application;
