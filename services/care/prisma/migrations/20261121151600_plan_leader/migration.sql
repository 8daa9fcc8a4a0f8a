-- Whose data a plan is: what a block on the leading unit closes. Plans told before the column was there get it with their next event.
ALTER TABLE "sip_copy" ADD COLUMN "coordinating_unit_id" TEXT NOT NULL DEFAULT '';
