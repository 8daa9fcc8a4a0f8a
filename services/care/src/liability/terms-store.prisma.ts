import type { Sql } from '@samplan/kit/db/sql';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { newId } from '@samplan/kit/id';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { latestAgreements } from './agreements.prisma.ts';
import type { NationalAmount } from './amounts-file.ts';
import type { AgreementOutcome, CareDayAmount, LiabilityTermsStore, NewAgreement, Place } from './store.ts';
import { overlap } from './terms.ts';

/** Agreements and amounts in PostgreSQL, over the national amounts. */
export function prismaLiabilityTerms(db: PrismaClient, national: readonly NationalAmount[]): LiabilityTermsStore {
  return {
    async place(grant) {
      const { principalId } = grant.reach;
      const [place] = await db.$queryRawUnsafe<Place[]>(
        `SELECT principal_code AS code, region_id AS "regionId", principal_id = region_id AS "isRegion"
         FROM kit.unit WHERE principal_id = $1 LIMIT 1`,
        principalId,
      );
      return found(place);
    },
    async agreements({ regionId, code, isRegion }) {
      const agreements = (await latestAgreements(db, [regionId])).get(regionId) ?? [];
      return agreements.filter(({ municipalityCode }) => isRegion || municipalityCode === code);
    },
    amounts: (regionId) => amountsOf(db, regionId, national),
    async saveAgreement(grant, agreement, access, now) {
      const { principalId: regionId } = grant.reach;
      return await transact(db, async (tx): Promise<AgreementOutcome> => {
        // One agreement of a region at a time, so that the check for overlaps holds until the commit.
        await tx.$queryRawUnsafe(
          `SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('liability_agreement ' || $1, 0))`,
          regionId,
        );
        const known = (await latestAgreements(tx, [regionId])).get(regionId) ?? [];
        const before = known.find(({ id }) => id === agreement.id);
        if (agreement.id !== null && !before) return { kind: 'NOT_FOUND' };
        if ((before?.version ?? 0) !== agreement.version) return { kind: 'CHANGED_MEANWHILE' };
        const overlapping = known.find((other) => other.id !== agreement.id && overlap(other, agreement));
        if (overlapping) return { kind: 'OVERLAPS', overlapping };
        const saved = { ...agreement, id: agreement.id ?? newId('agr'), version: agreement.version + 1, savedAt: now };
        await tx.liabilityAgreement.create({ data: { ...toRow(saved), regionId, savedByUserId: grant.viewer.userId } });
        await access.write(tx, grant, { subjectId: saved.id });
        return { kind: 'SAVED', agreement: saved };
      });
    },
    async setAmount(grant, { version, ...amount }, access, now) {
      const { principalId: regionId } = grant.reach;
      const before = (await amountsOf(db, regionId, national)).find(({ year }) => year === amount.year);
      if ((before?.version ?? 0) !== version) return false;
      try {
        return await transact(db, async (tx) => {
          const savedByUserId = grant.viewer.userId;
          await tx.careDayAmount.create({
            data: { ...amount, regionId, version: version + 1, savedAt: now, savedByUserId },
          });
          await access.write(tx, grant, {});
          return true;
        });
      } catch (error) {
        if (isDuplicate(error)) return false; // two at once
        throw error;
      }
    },
  };
}

/** Amounts that hold in a region: its own, and the national ones where it has none. By year, earliest first. */
export async function amountsOf(
  sql: Sql,
  regionId: string,
  national: readonly NationalAmount[],
): Promise<readonly CareDayAmount[]> {
  const own = await sql.$queryRawUnsafe<CareDayAmount[]>(
    `SELECT DISTINCT ON (year) year, amount_sek AS "amountSek", source, version
     FROM care_day_amount WHERE region_id = $1 ORDER BY year, version DESC`,
    regionId,
  );
  const byYear = new Map<number, CareDayAmount>(national.map((amount) => [amount.year, { ...amount, version: 0 }]));
  for (const amount of own) byYear.set(amount.year, amount);
  return [...byYear.values()].sort((a, b) => a.year - b.year);
}

function toRow({
  terms,
  validFromOn,
  validToOn,
  ...row
}: NewAgreement & { readonly id: string; readonly savedAt: Date }) {
  return {
    ...row,
    validFromOn: new Date(validFromOn),
    validToOn: validToOn === null ? null : new Date(validToOn),
    terms: { ...terms } satisfies Prisma.InputJsonObject,
  };
}
