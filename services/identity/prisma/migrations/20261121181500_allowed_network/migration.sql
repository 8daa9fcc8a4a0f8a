-- Networks that an administration lets its people work from (F-162). Each setting stands beside the earlier ones.
CREATE TABLE "allowed_network" (
    "administration_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "networks" TEXT[],
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "set_by_id" TEXT NOT NULL,

    CONSTRAINT "allowed_network_pkey" PRIMARY KEY ("administration_id", "version")
);
REVOKE UPDATE, DELETE ON "allowed_network" FROM samplan_application;
CREATE TRIGGER "allowed_network_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "allowed_network"
    FOR EACH STATEMENT EXECUTE FUNCTION "kit"."append_only"();
