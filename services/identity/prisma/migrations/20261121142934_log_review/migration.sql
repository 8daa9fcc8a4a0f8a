-- Reviews of accesses, themselves documented (G-073).

-- CreateTable
CREATE TABLE "log_review" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "administration_id" TEXT,
    "method" TEXT NOT NULL,
    "seed" TEXT,
    "draw_key" TEXT,
    "unit_id" TEXT,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "user_ids" TEXT[],
    "patient_id" TEXT,
    "suspicion" TEXT,
    "drawn_by_id" TEXT NOT NULL,
    "drawn_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by_id" TEXT,
    "opened_at" TIMESTAMPTZ(3),
    "open_reason" TEXT,
    "outcome" TEXT,
    "note" TEXT,
    "finished_by_id" TEXT,
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "log_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "log_review_follow_up" (
    "id" TEXT NOT NULL,
    "review_id" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "is_closed" BOOLEAN NOT NULL,
    "noted_by_id" TEXT NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "log_review_follow_up_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "log_review_draw_key_key" ON "log_review"("draw_key");

-- CreateIndex
CREATE INDEX "log_review_principal_id_administration_id_id_idx" ON "log_review"("principal_id", "administration_id", "id");

-- CreateIndex
CREATE INDEX "log_review_follow_up_review_id_idx" ON "log_review_follow_up"("review_id");

-- AddForeignKey
ALTER TABLE "log_review_follow_up" ADD CONSTRAINT "log_review_follow_up_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "log_review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "log_review" ADD CHECK ("method" IN ('UNIT_DAY', 'STAFF_SHARE', 'SUSPICION'));
ALTER TABLE "log_review" ADD CHECK ("outcome" IN ('WITHOUT_REMARK', 'WITH_REMARK'));
ALTER TABLE "log_review" ADD CHECK (("finished_at" IS NULL) = ("outcome" IS NULL));
ALTER TABLE "log_review" ADD CHECK ("outcome" IS DISTINCT FROM 'WITH_REMARK' OR "note" IS NOT NULL);

-- A finished review stays as it is, whoever writes.
CREATE FUNCTION "log_review_finished"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log review is finished' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "log_review_finished" BEFORE UPDATE ON "log_review"
    FOR EACH ROW WHEN (OLD."finished_at" IS NOT NULL) EXECUTE FUNCTION "log_review_finished"();
CREATE TRIGGER "log_review_kept" BEFORE DELETE OR TRUNCATE ON "log_review"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
CREATE TRIGGER "log_review_follow_up_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "log_review_follow_up"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
REVOKE DELETE ON "log_review" FROM samplan_application;
REVOKE UPDATE, DELETE ON "log_review_follow_up" FROM samplan_application;
