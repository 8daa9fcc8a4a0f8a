-- Who at a unit is a patient's fixed contact.

CREATE TABLE "care_contact" (
    "id" TEXT NOT NULL,
    "patient_id" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "person_name" TEXT NOT NULL,
    "person_role" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_by_user_id" TEXT NOT NULL,

    CONSTRAINT "care_contact_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "care_contact_kind" CHECK ("kind" IN ('FIXED_CARE_CONTACT', 'MUNICIPAL_CONTACT')),
    CONSTRAINT "care_contact_patient_id_fkey" FOREIGN KEY ("patient_id") REFERENCES "patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
-- Of two that would follow the same one, the second is refused.
CREATE UNIQUE INDEX "care_contact_patient_id_unit_id_version_key" ON "care_contact"("patient_id", "unit_id", "version");

-- History is added to and never changed.
REVOKE UPDATE, DELETE ON "care_contact" FROM samplan_application;
