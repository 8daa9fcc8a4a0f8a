-- What a unit is called, for files that are read by people. Null until organisation has told it.

ALTER TABLE "kit"."unit" ADD "name" text;
