-- Which unit HSA means (G-130): an identity provider names the unit of a commission by it. Null until organisation has told it.

ALTER TABLE "kit"."unit" ADD "hsa_id" text;
