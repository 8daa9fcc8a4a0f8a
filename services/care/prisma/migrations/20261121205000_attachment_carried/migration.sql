-- Files that a new version of a message takes along from the one before: the file stays with the message that it was sent with.
CREATE TABLE "attachment_carried" (
    "message_id" TEXT NOT NULL,
    "attachment_id" TEXT NOT NULL,

    CONSTRAINT "attachment_carried_pkey" PRIMARY KEY ("message_id", "attachment_id"),
    CONSTRAINT "attachment_carried_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "attachment_carried_attachment_id_fkey" FOREIGN KEY ("attachment_id") REFERENCES "attachment"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "attachment_carried_attachment_id_idx" ON "attachment_carried"("attachment_id");

REVOKE UPDATE, DELETE ON "attachment_carried" FROM samplan_application;
