-- A notice under 7 a § LPT counts as one that the patient is discharge-ready (3 kap. 1 § lag 2017:612, G-010).
ALTER TABLE "care_episode" ADD COLUMN "ready_by_lpt_notice" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "care_episode" ADD COLUMN "interrupted_by_lpt_notice" BOOLEAN NOT NULL DEFAULT false;
