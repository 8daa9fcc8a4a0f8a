-- CreateTable
CREATE TABLE "suspicion_handling" (
    "suspicion_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "handled_at" TIMESTAMPTZ(3) NOT NULL,
    "handled_by_id" TEXT NOT NULL,

    CONSTRAINT "suspicion_handling_pkey" PRIMARY KEY ("suspicion_id","number")
);

-- AddForeignKey
ALTER TABLE "suspicion_handling" ADD CONSTRAINT "suspicion_handling_suspicion_id_fkey" FOREIGN KEY ("suspicion_id") REFERENCES "credentials_suspicion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "suspicion_handling" ADD CHECK ("number" > 0);

-- What was done stays.
REVOKE UPDATE, DELETE ON "suspicion_handling" FROM samplan_application;
CREATE TRIGGER "suspicion_handling_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "suspicion_handling"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
