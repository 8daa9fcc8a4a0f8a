-- A unit can end its fixed contact for a patient: a version like the others, that says why. It keeps whom it was.

ALTER TABLE "care_contact" ADD COLUMN "ended_reason" TEXT;
