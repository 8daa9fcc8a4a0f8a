import type { AssignedViewer, UnitKind } from '@samplan/kit/access/viewer';
import { newId } from '@samplan/kit/id';
import type { PrismaClient } from '@samplan/sip/generated/prisma/client';
import type { CoordinatingPrincipal } from '@samplan/sip/generated/resolvers';
import { answer, initiate, invite, recordConsent, type Sip, type SipChange } from '@samplan/sip/plan/domain';
import { prismaSips } from '@samplan/sip/plan/store.prisma';
import { permit } from '@samplan/sip/policy';
import { atOnce } from './at-once.ts';
import type { Calendar } from './calendar.ts';
import type { CastStory } from './episode/casting.ts';
import type { Offer } from './episode/stories.ts';
import { acknowledgeOnBehalf, giveBack, logOf } from './invitation-aside.ts';
import { once } from './once.ts';
import { allowed, present } from './rule.ts';
import type { DemoStaff } from './staff.ts';
import type { DemoUnit } from './tree.ts';

const LEADS: Readonly<Record<CoordinatingPrincipal, readonly UnitKind[]>> = {
  MUNICIPALITY: ['ASSESSMENT'],
  PRIMARY_CARE: ['HEALTH_CENTRE'],
  INPATIENT_CARE: ['INPATIENT_SOMATIC', 'INPATIENT_PSYCHIATRIC'],
  PSYCHIATRIC_OUTPATIENT_CARE: ['PSYCHIATRIC_OUTPATIENT'],
};

/** Offers the plans of the stories that have not been offered yet (F-252), by the rules and stores of sip. */
export async function offerPlans(
  db: PrismaClient,
  stories: readonly CastStory[],
  staff: DemoStaff,
  calendar: Calendar,
): Promise<void> {
  await atOnce(stories, async (cast) => {
    const { planId, story } = cast;
    const { offer } = story;
    if (!offer) return;
    await once(
      db,
      planId,
      async (tx) => (await tx.sip.count({ where: { id: planId } })) > 0,
      (tx) => offerPlan(tx, cast, offer, staff, calendar),
    );
  });
}

async function offerPlan(
  db: PrismaClient,
  cast: CastStory,
  { principal, stage, aside }: Offer,
  staff: DemoStaff,
  t: Calendar,
): Promise<void> {
  const parties = [cast.ward, ...cast.recipients];
  const leader = present(
    parties.find(({ kind }) => LEADS[principal].includes(kind)),
    `party of ${principal}`,
  );
  const others = parties.filter((unit) => unit !== leader && staff.whoMay(unit, 'sip.answer') !== null);
  const wrong = aside === 'GIVEN_BACK' ? present(cast.elsewhere, `team beside the parties of ${cast.planId}`) : null;
  const coordinator = present(staff.whoMay(leader, 'sip.initiate'), `coordinator at ${leader.name}`);
  const { userId } = coordinator;

  let sip = await start(db, cast, leader, wrong ? [...others, wrong] : others, coordinator, t.days(1, 11));
  if (stage === 'INITIATED') return;
  const recordedAt = t.days(1, 12);
  const isGiven = stage !== 'DECLINED';
  const scope = isGiven ? 'Uppgifter som behövs för planen får delas mellan deltagarna.' : null;
  const consent = { id: newId('con'), isGiven, form: 'ORAL', scope, validTo: null } as const;
  const recorded = recordConsent(sip, { ...consent, recordedAt, recordedByUserId: userId });
  sip = await coordinate(db, sip, allowed(recorded), coordinator, recordedAt);
  if (stage !== 'INVITED') return;
  const sentAt = t.days(1, 13);
  const meeting = { meetingAt: t.days(-2, 10), meetingForm: 'AT_WARD', agenda: 'Planering inför hemgång.' } as const;
  const invited = invite(sip, { id: newId('inv'), ...meeting, sentAt, sentByUserId: userId }, sentAt);
  sip = await coordinate(db, sip, allowed(invited), coordinator, sentAt);
  for (const unit of others.slice(0, 2)) sip = await accept(db, sip, unit, staff, t.hours(4));
  if (wrong) await giveBack(db, sip, wrong, staff, t.hours(3));
  if (aside === 'ON_BEHALF') {
    const silent = others.slice(2).find(({ administrationId }) => administrationId === cast.office.administrationId);
    await acknowledgeOnBehalf(
      db,
      sip,
      present(silent, `silent party of ${cast.planId}`),
      cast.office,
      staff,
      t.hours(3),
    );
  }
}

async function start(
  db: PrismaClient,
  { planId, episodeId, patient: { patient } }: CastStory,
  leader: DemoUnit,
  others: readonly DemoUnit[],
  by: AssignedViewer,
  at: Date,
): Promise<Sip> {
  const grant = allowed(permit(by, 'sip.initiate'));
  const change = allowed(
    initiate(
      {
        id: planId,
        patientId: patient.id,
        municipalityCode: patient.municipalityCode,
        episodeId,
        fitsEpisode: true,
        reason: 'Behov av insatser från både region och kommun efter utskrivningen.',
        byUserId: by.userId,
        byUnit: leader,
        participants: others.map((unit) => ({ unit, mustAcknowledge: true })),
        coordinatingUnitId: null,
      },
      at,
    ),
  );
  const { userId, assignment } = by;
  const request = { userId, unitId: assignment.unitId, key: planId, action: grant.action, input: null };
  const outcome = await prismaSips(db).initiate(grant, change, request, logOf(db, by, at), at);
  if (outcome.kind !== 'INITIATED') throw new Error(`the demo region cannot offer a plan: ${outcome.kind}`);
  return change.sip;
}

async function coordinate(db: PrismaClient, sip: Sip, change: SipChange, by: AssignedViewer, at: Date): Promise<Sip> {
  const grant = allowed(permit(by, 'sip.coordinate'));
  return present(await prismaSips(db).save(grant, sip, change, logOf(db, by, at), at), `unchanged plan ${sip.id}`);
}

async function accept(db: PrismaClient, sip: Sip, unit: DemoUnit, staff: DemoStaff, at: Date): Promise<Sip> {
  const by = present(staff.whoMay(unit, 'sip.answer'), `participant at ${unit.name}`);
  const grant = allowed(permit(by, 'sip.answer'));
  const change = allowed(answer(sip, unit.unitId, 'ACCEPTED', by.userId, at));
  return present(await prismaSips(db).save(grant, sip, change, logOf(db, by, at), at), `unchanged plan ${sip.id}`);
}
