-- Openings within shared documentation (3 kap. lag 2022:913): one care giver's data, while the unit has a relation to the patient.
-- Without a source it is emergency access, which opens everybody's.
ALTER TABLE "kit"."opening" ADD COLUMN "source_id" text;
