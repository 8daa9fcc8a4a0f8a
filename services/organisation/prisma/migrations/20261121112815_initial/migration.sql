-- CreateTable
CREATE TABLE "principal" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "region_id" TEXT,

    CONSTRAINT "principal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "administration" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "administration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "administration_id" TEXT NOT NULL,
    "parent_unit_id" TEXT,
    "hsa_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "housing_type" TEXT,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "municipal_routing" (
    "principal_id" TEXT NOT NULL,
    "single_unit_id" TEXT,
    "assessment_unit_id" TEXT,

    CONSTRAINT "municipal_routing_pkey" PRIMARY KEY ("principal_id")
);

-- CreateTable
CREATE TABLE "address_area" (
    "principal_id" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "home_care_unit_id" TEXT,
    "home_health_unit_id" TEXT,

    CONSTRAINT "address_area_pkey" PRIMARY KEY ("principal_id","postal_code")
);

-- CreateTable
CREATE TABLE "patient_addressing" (
    "patient_id" TEXT NOT NULL,
    "municipality_code" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "registration_version" INTEGER NOT NULL,
    "housing_type" TEXT,
    "housing_unit_id" TEXT,
    "home_health_unit_id" TEXT,
    "listed_health_centre_id" TEXT,
    "psychiatric_outpatient_unit_id" TEXT,
    "deciding_municipality_id" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "patient_addressing_pkey" PRIMARY KEY ("patient_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "principal_slug_key" ON "principal"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "principal_code_key" ON "principal"("code");

-- CreateIndex
CREATE UNIQUE INDEX "administration_principal_id_kind_key" ON "administration"("principal_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "unit_hsa_id_key" ON "unit"("hsa_id");

-- CreateIndex
CREATE INDEX "unit_principal_id_kind_idx" ON "unit"("principal_id", "kind");

-- CreateIndex
CREATE INDEX "unit_parent_unit_id_idx" ON "unit"("parent_unit_id");

-- CreateIndex
CREATE INDEX "unit_name_id_idx" ON "unit"("name", "id");

-- CreateIndex
CREATE INDEX "patient_addressing_municipality_code_idx" ON "patient_addressing"("municipality_code");

-- AddForeignKey
ALTER TABLE "principal" ADD CONSTRAINT "principal_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "principal"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "administration" ADD CONSTRAINT "administration_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unit" ADD CONSTRAINT "unit_administration_id_fkey" FOREIGN KEY ("administration_id") REFERENCES "administration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unit" ADD CONSTRAINT "unit_parent_unit_id_fkey" FOREIGN KEY ("parent_unit_id") REFERENCES "unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "municipal_routing" ADD CONSTRAINT "municipal_routing_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "address_area" ADD CONSTRAINT "address_area_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "municipal_routing"("principal_id") ON DELETE RESTRICT ON UPDATE CASCADE;
