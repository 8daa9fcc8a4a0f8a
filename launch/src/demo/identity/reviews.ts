import { prismaAccesses } from '@samplan/identity/log-review/accesses.prisma';
import { finish, type LogReview, open, type ReviewOutcome } from '@samplan/identity/log-review/domain';
import { drawOf } from '@samplan/identity/log-review/input';
import { permit } from '@samplan/identity/log-review/policy';
import { prismaLogReviews } from '@samplan/identity/log-review/store.prisma';
import { unitDays } from '@samplan/identity/log-review/unit-days';
import type { AssignedViewer } from '@samplan/kit/access/viewer';
import type { Result } from '@samplan/kit/result';
import { addDays, stockholmDay } from '@samplan/kit/time';
import { once } from '../once.ts';
import { allowed, present } from '../rule.ts';
import { logOf, type Office, type Place, unitAt, whoMay } from './desk.ts';

type Client = Office['db'];

const UNITS: readonly Place[] = [
  ['region-vasternorrland', 'Avd 11 Medicin, Sundsvall'],
  ['region-vasternorrland', 'Avd 1 ssk, Ö-vik'],
  ['region-vasternorrland', 'Hälsocentralen Skönsmon'],
];

/**
 * The region's system manager has drawn a day of last week at three units (G-075): one review is to be done, one found nothing, one
 * found something that is being followed up.
 */
export async function reviewLogs(office: Office): Promise<void> {
  const { db, calendar } = office;
  const manager = whoMay(
    office,
    ['region-vasternorrland', 'Region Västernorrland, förvaltning'],
    'log.review',
    'SYSTEM_MANAGER',
  );
  await once(
    db,
    'log reviews',
    async (tx) => (await tx.logReview.count()) > 0,
    async (tx) => {
      const drawnAt = calendar.days(1, 9);
      const [, clean, remarked] = await draw(tx, office, manager, drawnAt);
      await review(tx, manager, present(clean, 'second review'), 'WITHOUT_REMARK', null, calendar.days(1, 10));
      const note = 'En öppning saknar stöd i vårdrelationen. Enhetschefen har fått frågan.';
      const finished = present(remarked, 'third review');
      await review(tx, manager, finished, 'WITH_REMARK', note, calendar.days(1, 11));
      await followUp(tx, manager, finished, calendar.days(1, 13));
    },
  );
}

async function draw(db: Client, office: Office, manager: AssignedViewer, at: Date): Promise<readonly LogReview[]> {
  const grant = allowed(permit(manager, 'log-review.draw'));
  const today = stockholmDay(at);
  const unitIds = UNITS.map((place) => unitAt(office, place).unitId);
  const drawn = drawOf(
    { method: 'UNIT_DAY', fromOn: addDays(today, -7), toOn: addDays(today, -1), unitIds, seed: 'demo', percent: null },
    today,
  );
  return await prismaLogReviews(db).begin(grant, unitDays(drawn, unitIds, grant.reach), logOf(db, manager, at), at);
}

async function review(
  db: Client,
  manager: AssignedViewer,
  drawn: LogReview,
  outcome: ReviewOutcome,
  note: string | null,
  at: Date,
): Promise<void> {
  const access = logOf(db, manager, at);
  const isAboutReviewer = await prismaAccesses(db).hasAccessOf(drawn, manager.userId);
  const act = { version: drawn.version, isAboutReviewer, by: manager.userId };
  const opened = present(
    reviewed(open({ ...act, review: drawn }, 'Utdraget räcker inte för en bedömning.', at)),
    'review',
  );
  const reviews = prismaLogReviews(db);
  await reviews.save(allowed(permit(manager, 'log-review.open')), drawn, opened, access);
  const finished = reviewed(finish({ ...act, version: opened.version, review: opened }, outcome, note, at));
  await reviews.save(allowed(permit(manager, 'log-review.finish')), opened, finished, access);
}

async function followUp(db: Client, manager: AssignedViewer, { id }: LogReview, at: Date): Promise<void> {
  const grant = allowed(permit(manager, 'log-review.follow-up'));
  const said = { note: 'Samtal med enhetschefen är bokat.', isClosed: false, notedById: manager.userId, notedAt: at };
  await prismaLogReviews(db).addFollowUp(grant, id, said, logOf(db, manager, at));
}

function reviewed<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(`the demo region cannot review: ${result.problem}`);
  return result.value;
}
