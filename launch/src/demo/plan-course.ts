import {
  answer,
  type Consent,
  initiate,
  invite,
  recordConsent,
  type Sip,
  type SipChange,
} from '@samplan/sip/plan/domain';
import type { Calendar } from './calendar.ts';
import type { Chance } from './chance.ts';
import type { DemoPatient } from './patients.ts';
import type { PlanUnits } from './plan-participants.ts';
import { allowed, present } from './rule.ts';
import type { DemoStaff } from './staff.ts';

/** A coordinated individual plan of the demo region. */
export interface DemoPlan {
  readonly sip: Sip;
  /** When its participants' relation to the patient ended; null while it goes on. */
  readonly endedAt: Date | null;
}

/** How far a plan has come. */
export type Stage = 'INITIATED' | 'PREPARING' | 'INVITED' | 'ACTIVE' | 'ENDED' | 'DECLINED';

/** How many days ago a plan was started: from, to. */
const STARTED: Readonly<Record<Stage, readonly [number, number]>> = {
  INITIATED: [1, 6],
  PREPARING: [3, 9],
  INVITED: [6, 11],
  ACTIVE: [25, 700],
  ENDED: [200, 800],
  DECLINED: [10, 300],
};

const REASONS = [
  'Behov av insatser från både region och kommun som behöver samordnas.',
  'Flera insatser pågår och ansvaret behöver tydliggöras.',
  'Utökat behov av stöd i hemmet.',
  'Önskemål från patient och närstående om en gemensam planering.',
];

/** Takes a plan by the rules as far as its stage. */
export function courseOf(
  stage: Stage,
  { patient }: DemoPatient,
  [leader, ...others]: PlanUnits,
  { staff, calendar }: { readonly staff: DemoStaff; readonly calendar: Calendar },
  chance: Chance,
): DemoPlan {
  const ago = chance.between(...STARTED[stage]);
  const at = (later: number): Date => calendar.days(ago - later, chance.between(8, 16));
  const { userId } = present(staff.whoMay(leader, 'sip.initiate'), `coordinator at ${leader.name}`);
  const initiatedAt = at(0);
  let sip = allowed(
    initiate(
      {
        id: chance.id('sip', initiatedAt),
        patientId: patient.id,
        municipalityCode: patient.municipalityCode,
        episodeId: null,
        fitsEpisode: true,
        reason: chance.pick(REASONS),
        byUserId: userId,
        byUnit: leader,
        participants: others.map((unit) => ({ unit, mustAcknowledge: chance.percent(90) })),
        coordinatingUnitId: null,
      },
      initiatedAt,
    ),
  ).sip;
  const take = (change: SipChange): void => {
    sip = { ...change.sip, version: sip.version + 1 };
  };
  if (stage === 'INITIATED') return { sip, endedAt: null };

  const recordedAt = at(1);
  const consent: Consent = {
    id: chance.id('con', recordedAt),
    isGiven: stage !== 'DECLINED',
    form: chance.percent(70) ? 'ORAL' : 'WRITTEN',
    scope: stage === 'DECLINED' ? null : 'Uppgifter som behövs för planen får delas mellan deltagarna.',
    validTo: null,
    recordedAt,
    recordedByUserId: userId,
  };
  take(allowed(recordConsent(sip, consent)));
  if (stage === 'PREPARING') return { sip, endedAt: null };
  if (stage === 'DECLINED') return { sip, endedAt: consent.recordedAt };

  const sentAt = at(2);
  const invitation = {
    id: chance.id('inv', sentAt),
    meetingAt: at(16),
    meetingForm: chance.pick(['PHYSICAL', 'TELEPHONE', 'VIDEO', 'HOME_VISIT'] as const),
    agenda: 'Genomgång av behov, mål och ansvar.',
    sentAt,
    sentByUserId: userId,
  };
  take(allowed(invite(sip, invitation, sentAt)));
  for (const unit of others) {
    const mustAnswer = sip.participants.some((p) => p.unitId === unit.unitId && p.mustAcknowledge);
    if (!mustAnswer || (stage === 'INVITED' && chance.percent(50))) continue;
    const { userId: answeredBy } = present(staff.whoMay(unit, 'sip.answer'), `participant at ${unit.name}`);
    take(allowed(answer(sip, unit.unitId, chance.percent(90) ? 'ACCEPTED' : 'TENTATIVE', answeredBy, at(3))));
  }
  if (stage === 'INVITED') return { sip, endedAt: null };

  // No rule leads here yet: the meeting is held, and later the plan ended.
  sip = { ...sip, state: 'ACTIVE', version: sip.version + 1 };
  if (stage === 'ACTIVE') return { sip, endedAt: null };
  return { sip: { ...sip, state: 'ENDED', version: sip.version + 1 }, endedAt: at(ago - 5) };
}
