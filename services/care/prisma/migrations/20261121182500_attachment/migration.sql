-- Files that go with messages (G-106): uploaded in parts before the message is sent, bound to it then.

CREATE TABLE "attachment" (
    "id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "uploaded_by_user_id" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "byte_size" INTEGER NOT NULL,
    "type" TEXT,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "message_id" TEXT,

    CONSTRAINT "attachment_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "attachment_patient_id_fkey" FOREIGN KEY ("patient_id") REFERENCES "patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "attachment_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "attachment_size" CHECK ("byte_size" BETWEEN 1 AND 5242880),
    CONSTRAINT "attachment_finished" CHECK (num_nulls("type", "finished_at") IN (0, 2)),
    CONSTRAINT "attachment_sent" CHECK ("message_id" IS NULL OR "finished_at" IS NOT NULL)
);
CREATE INDEX "attachment_message_id_idx" ON "attachment"("message_id");
CREATE INDEX "attachment_patient_id_idx" ON "attachment"("patient_id");
-- What is not sent yet: counted for each uploader, and deleted after a day.
CREATE INDEX "attachment_unsent" ON "attachment"("uploaded_by_user_id", "begun_at") WHERE "message_id" IS NULL;

CREATE TABLE "attachment_chunk" (
    "attachment_id" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "attachment_chunk_pkey" PRIMARY KEY ("attachment_id", "place"),
    CONSTRAINT "attachment_chunk_attachment_id_fkey" FOREIGN KEY ("attachment_id") REFERENCES "attachment"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "attachment_chunk_size" CHECK (length("content") BETWEEN 1 AND 131072)
);
-- Parts are added, and go with their file alone.
REVOKE UPDATE, DELETE ON "attachment_chunk" FROM samplan_application;

-- What was sent stays as it was sent.
CREATE FUNCTION "attachment_is_sent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'attachment % was sent and stays', OLD."id";
END;
$$;
CREATE TRIGGER "attachment_stays" BEFORE UPDATE OR DELETE ON "attachment"
    FOR EACH ROW WHEN (OLD."message_id" IS NOT NULL) EXECUTE FUNCTION "attachment_is_sent"();
