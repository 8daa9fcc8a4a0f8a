import type { Sql } from '@samplan/kit/db/sql';
import { z } from 'zod';
import type { SavedAgreement } from './store.ts';
import { STATUTORY_TERMS, type Terms } from './terms.ts';

const terms = z.object({
  countingModel: z.enum([
    'STATUTORY_INDIVIDUAL',
    'AVERAGE_MONTHLY',
    'AVERAGE_ROLLING_3M',
    'AVERAGE_3_CONSECUTIVE_MONTHS_REVIEW',
  ]),
  graceDays: z.int(),
  graceDaysAfterCutOff: z.int(),
  cutOff: z.string(),
  graceRule: z.enum(['CALENDAR_DAYS', 'FULL_HOURS']),
  lateAdmissionNotice: z.enum(['STRICT', 'LENIENT']),
  lateInvitation: z.enum(['STRICT', 'LENIENT']),
  otherInviter: z.enum(['STRICT', 'LENIENT']).default(STATUTORY_TERMS.otherInviter),
  thresholdDays: z.int(),
  countsDayZero: z.boolean(),
  warningDays: z.int(),
  amountPerDaySek: z.int().nullable(),
}) satisfies z.ZodType<Terms>;

/** The latest version of each agreement, by region; by municipality and first day. */
export async function latestAgreements(
  sql: Sql,
  regionIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SavedAgreement[]>> {
  const rows = await sql.$queryRawUnsafe<(Omit<SavedAgreement, 'terms'> & { regionId: string; terms: unknown })[]>(
    `SELECT * FROM (
       SELECT DISTINCT ON (a.id) a.id, a.version, a.region_id AS "regionId", a.municipality_code AS "municipalityCode",
         a.care_type AS "careType", a.valid_from_on::text AS "validFromOn", a.valid_to_on::text AS "validToOn", a.terms,
         a.saved_at AS "savedAt"
       FROM liability_agreement a WHERE a.region_id = ANY($1) ORDER BY a.id, a.version DESC) latest
     ORDER BY "municipalityCode", "validFromOn", id`,
    regionIds,
  );
  return new Map(
    regionIds.map((regionId) => [
      regionId,
      rows
        .filter((row) => row.regionId === regionId)
        .map(({ regionId: _region, ...row }) => ({ ...row, terms: terms.parse(row.terms) })),
    ]),
  );
}
