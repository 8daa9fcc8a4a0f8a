import { UNIT_KINDS } from '@samplan/kit/access/viewer';
import { addHours } from '@samplan/kit/time';
import { describe, expect, test } from 'vitest';
import type { SipAnswer, SipState } from '../generated/resolvers.ts';
import {
  answer,
  type Consent,
  canLead,
  canTakePart,
  coordinatingPrincipalOf,
  handOver,
  holdsOn,
  type Initiative,
  initiate,
  invite,
  isOngoing,
  type NewInvitation,
  ONGOING,
  recordConsent,
  type Sip,
  type UnitFacts,
} from './domain.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const TODAY = '2026-11-21';
const OVER: readonly SipState[] = ['DECLINED', 'ENDED'];

function unit(unitId: string, change: Partial<UnitFacts> = {}): UnitFacts {
  return { unitId, kind: 'HOME_HEALTH', administrationKind: 'VOF', isActive: true, ...change };
}

const homeHealth = unit('unt_home');
const assessment = unit('unt_assess', { kind: 'ASSESSMENT' });
const healthCentre = unit('unt_hc', { kind: 'HEALTH_CENTRE', administrationKind: 'REGION' });
const socialServices = unit('unt_soc', { kind: 'SOCIAL_SERVICES', administrationKind: 'SOC' });

function initiative(change: Partial<Initiative> = {}): Initiative {
  return {
    id: 'sip_1',
    patientId: 'pat_1',
    municipalityCode: '2281',
    episodeId: null,
    fitsEpisode: true,
    reason: 'Insatser från både region och kommun.',
    byUserId: 'usr_1',
    byUnit: homeHealth,
    participants: [
      { unit: healthCentre, mustAcknowledge: true },
      { unit: socialServices, mustAcknowledge: false },
    ],
    coordinatingUnitId: null,
    ...change,
  };
}

/** A plan that was just started, with some of it changed. */
function plan(change: Partial<Sip> = {}): Sip {
  const started = initiate(initiative(), NOW);
  if (!started.ok) throw new Error(started.problem.code);
  return { ...started.value.sip, ...change };
}

function consent(change: Partial<Consent> = {}): Consent {
  return {
    id: 'con_1',
    isGiven: true,
    form: 'ORAL',
    scope: 'Det som behövs för planen.',
    validTo: null,
    recordedAt: NOW,
    recordedByUserId: 'usr_1',
    ...change,
  };
}

function meeting(change: Partial<NewInvitation> = {}): NewInvitation {
  return {
    id: 'inv_1',
    meetingAt: addHours(NOW, 48),
    meetingForm: 'PHYSICAL',
    agenda: null,
    sentAt: NOW,
    sentByUserId: 'usr_1',
    ...change,
  };
}

/** A plan that everyone is invited to. */
function invited(change: Partial<Sip> = {}): Sip {
  const invitation = { ...meeting(), sequence: 1, voided: null, cancelledAt: null, cancelReason: null };
  return plan({ state: 'INVITED', consent: consent(), invitation, ...change });
}

const accept = (sip: Sip, unitId: string, given: SipAnswer = 'ACCEPTED') => answer(sip, unitId, given, 'usr_2', NOW);

describe('initiate (F-252)', () => {
  test('when nobody else is named, then the starting unit leads and need not answer its own invitation (F-256)', () => {
    expect(initiate(initiative(), NOW)).toMatchObject({
      value: {
        event: { type: 'SipInitiated' },
        sip: {
          state: 'INITIATED',
          initiatedAt: NOW,
          initiatedByUserId: 'usr_1',
          initiatedByUnitId: homeHealth.unitId,
          coordinatingUnitId: homeHealth.unitId,
          coordinatingPrincipal: 'MUNICIPALITY',
          consent: null,
          invitation: null,
          version: 1,
        },
      },
    });
  });

  test('when participants are named, then each has its own flag of having to answer, and nobody has answered (F-311)', () => {
    const nobody = { answer: null, answeredAt: null, answeredByUserId: null };
    expect(plan().participants).toEqual([
      { unitId: homeHealth.unitId, mustAcknowledge: false, ...nobody },
      { unitId: healthCentre.unitId, mustAcknowledge: true, ...nobody },
      { unitId: socialServices.unitId, mustAcknowledge: false, ...nobody },
    ]);
  });

  test('when a participant is named to lead, then it leads, and its kind of principal is counted (F-256, F-212)', () => {
    expect(initiate(initiative({ coordinatingUnitId: healthCentre.unitId }), NOW)).toMatchObject({
      value: { sip: { coordinatingUnitId: healthCentre.unitId, coordinatingPrincipal: 'PRIMARY_CARE' } },
    });
  });

  test('when the starting unit names itself, then it leads', () => {
    const own = initiative({ coordinatingUnitId: homeHealth.unitId });
    expect(initiate(own, NOW)).toMatchObject({ value: { sip: { coordinatingUnitId: homeHealth.unitId } } });
  });

  test.each([
    ['takes no part', 'unt_other'],
    ['is of social services, where nobody may lead (F-008)', socialServices.unitId],
  ])('when the one named to lead %s, then SipParticipantRefused names the field', (_, coordinatingUnitId) => {
    expect(initiate(initiative({ coordinatingUnitId }), NOW)).toMatchObject({
      problem: { __typename: 'SipParticipantRefused', field: 'input.coordinationResponsibleUnitId' },
    });
  });

  test('when social services start without naming who leads, then SipParticipantRefused: they cannot (F-008, e.1)', () => {
    const own = initiative({ byUnit: socialServices, participants: [{ unit: homeHealth, mustAcknowledge: true }] });
    expect(initiate(own, NOW)).toMatchObject({ problem: { field: 'input.coordinationResponsibleUnitId' } });
    expect(initiate({ ...own, coordinatingUnitId: homeHealth.unitId }, NOW).ok).toBe(true);
  });

  test.each([
    ['is not known', null],
    ['has ended', unit('unt_x', { isActive: false })],
    ['is an organisational level', unit('unt_x', { kind: 'ORGANISATIONAL' })],
    ['is the starting unit itself', homeHealth],
  ])('when a participant %s, then SipParticipantRefused names its place in the list', (_, unfit) => {
    const participants = [
      { unit: healthCentre, mustAcknowledge: true },
      { unit: unfit, mustAcknowledge: true },
    ];
    expect(initiate(initiative({ participants }), NOW)).toMatchObject({
      problem: {
        __typename: 'SipParticipantRefused',
        code: 'SIP_PARTICIPANT_REFUSED',
        field: 'input.participants[1].unitId',
        message: expect.stringContaining('input.participants[1].unitId'),
      },
    });
  });

  test('when the episode does not fit, then SipEpisodeRefused; when it does, then the plan is offered in it (F-252)', () => {
    expect(initiate(initiative({ episodeId: 'epi_1', fitsEpisode: false }), NOW)).toMatchObject({
      problem: { __typename: 'SipEpisodeRefused', code: 'SIP_EPISODE_REFUSED', field: 'input.episodeId' },
    });
    expect(initiate(initiative({ episodeId: 'epi_1' }), NOW)).toMatchObject({ value: { sip: { episodeId: 'epi_1' } } });
  });
});

describe('who can take part and who can lead', () => {
  test('when a unit works with patients and has not ended, then it takes part; an organisational level does not (F-277)', () => {
    const fit = UNIT_KINDS.filter((kind) => canTakePart(unit('unt_x', { kind })));
    expect(fit).toEqual(UNIT_KINDS.filter((kind) => kind !== 'ORGANISATIONAL'));
    expect(canTakePart(null)).toBe(false);
  });

  test.each([
    ['REGION', true],
    ['VOF', true],
    ['SOC', false],
    ['BIF', true],
  ] as const)(
    'when a unit is of %s, then whether it can lead is %s (F-007 to F-009, F-045)',
    (administrationKind, can) => {
      expect(canLead(unit('unt_x', { administrationKind }))).toBe(can);
      expect(canLead(unit('unt_x', { administrationKind, isActive: false }))).toBe(false);
    },
  );

  test.each([
    ['INPATIENT_SOMATIC', 'REGION', 'INPATIENT_CARE'],
    ['INPATIENT_PSYCHIATRIC', 'REGION', 'INPATIENT_CARE'],
    ['HEALTH_CENTRE', 'REGION', 'PRIMARY_CARE'],
    ['PSYCHIATRIC_OUTPATIENT', 'REGION', 'PSYCHIATRIC_OUTPATIENT_CARE'],
    ['HOME_HEALTH', 'VOF', 'MUNICIPALITY'],
    ['SCHOOL', 'BIF', 'MUNICIPALITY'],
    ['RESIDENCE', 'SOC', 'MUNICIPALITY'],
  ] as const)(
    'when a unit of kind %s in %s leads, then the plan is counted under %s (F-212)',
    (kind, administrationKind, principal) => {
      expect(coordinatingPrincipalOf({ kind, administrationKind })).toBe(principal);
    },
  );
});

describe('recordConsent (F-253, G-016, G-054)', () => {
  test('when the patient consents to a new plan, then it is being prepared, and form, scope and last day are kept', () => {
    const given = consent({ form: 'WRITTEN', validTo: '2027-01-31' });
    expect(recordConsent(plan(), given)).toMatchObject({
      value: { sip: { state: 'PREPARING', consent: given }, event: { type: 'SipConsentRecorded' } },
    });
  });

  test.each(ONGOING.filter((state) => state !== 'INITIATED'))(
    'when it is given anew while the plan is %s, then it replaces the earlier and the plan stays where it is',
    (state) => {
      const anew = consent({ id: 'con_2', scope: 'Mindre.' });
      expect(recordConsent(plan({ state, consent: consent() }), anew)).toMatchObject({
        value: { sip: { state, consent: anew } },
      });
    },
  );

  test.each(['INITIATED', 'PREPARING', 'INVITED'] as const)(
    'when the patient declines or withdraws while the plan is %s, then it stops (G-016, G-054, f.5 86)',
    (state) => {
      expect(recordConsent(plan({ state }), consent({ isGiven: false, scope: null }))).toMatchObject({
        value: { sip: { state: 'DECLINED', consent: { isGiven: false, scope: null } } },
      });
    },
  );

  test('when a plan that is followed is declined, then SipStateRefuses: such a plan is ended, not declined', () => {
    expect(recordConsent(plan({ state: 'ACTIVE' }), consent({ isGiven: false }))).toMatchObject({
      problem: { __typename: 'SipStateRefuses', state: 'ACTIVE' },
    });
  });

  test.each(OVER)('when the plan is %s, then SipStateRefuses, whatever the patient says', (state) => {
    for (const isGiven of [true, false]) {
      expect(recordConsent(plan({ state }), consent({ isGiven }))).toMatchObject({
        problem: { __typename: 'SipStateRefuses', code: 'SIP_STATE_REFUSES', state },
      });
    }
  });
});

describe('holdsOn (G-054: consent is limited in time)', () => {
  test.each([
    ['has no end', null, true],
    ['ends today', TODAY, true],
    ['ended yesterday', '2026-11-20', false],
    ['ends tomorrow', '2026-11-22', true],
  ])('when a consent %s, then whether it holds today is as it should be', (_, validTo, holds) => {
    expect(holdsOn(consent({ validTo }), TODAY)).toBe(holds);
  });

  test('when there is none, or it was declined, then it does not hold', () => {
    expect(holdsOn(null, TODAY)).toBe(false);
    expect(holdsOn(consent({ isGiven: false }), TODAY)).toBe(false);
  });
});

describe('invite (F-254, G-017)', () => {
  const prepared = plan({ state: 'PREPARING', consent: consent() });

  test('when a consent holds, then everyone is invited for the first time', () => {
    const invitation = meeting({ meetingForm: 'HOME_VISIT', agenda: 'Hemgång' });
    expect(invite(prepared, invitation, NOW)).toMatchObject({
      value: {
        sip: { state: 'INVITED', invitation: { ...invitation, sequence: 1 } },
        event: { type: 'SipParticipantsInvited' },
      },
    });
  });

  test.each(['PHYSICAL', 'TELEPHONE', 'VIDEO', 'HOME_VISIT', 'AT_WARD'] as const)(
    'when the parties meet by %s, then the invitation says so (G-060)',
    (meetingForm) => {
      expect(invite(prepared, meeting({ meetingForm }), NOW)).toMatchObject({
        value: { sip: { invitation: { meetingForm } } },
      });
    },
  );

  test('when the meeting has been held already, then it is recorded as it was (F-255, f.5 91)', () => {
    const meetingAt = addHours(NOW, -24);
    expect(invite(prepared, meeting({ meetingAt }), NOW)).toMatchObject({
      value: { sip: { invitation: { meetingAt } } },
    });
  });

  test('when the meeting is changed, then the number goes on and everyone answers anew; who must answer stays (F-311)', () => {
    const accepted = accept(invited(), healthCentre.unitId);
    if (!accepted.ok) throw new Error('refused');
    const changed = invite(accepted.value.sip, meeting({ id: 'inv_2' }), NOW);
    expect(changed).toMatchObject({ value: { sip: { state: 'INVITED', invitation: { id: 'inv_2', sequence: 2 } } } });
    expect(changed).toMatchObject({ value: { sip: { participants: plan().participants } } });
  });

  test('when the plan is followed, then inviting to a further meeting leaves it so', () => {
    expect(invite(invited({ state: 'ACTIVE' }), meeting(), NOW)).toMatchObject({ value: { sip: { state: 'ACTIVE' } } });
  });

  test('when nobody has asked the patient, or the consent has run out, then SipConsentMissing (G-016, f.5 86)', () => {
    const missing = { problem: { __typename: 'SipConsentMissing', code: 'SIP_CONSENT_MISSING' } };
    expect(invite(plan(), meeting(), NOW)).toMatchObject(missing);
    const ranOut = plan({ state: 'PREPARING', consent: consent({ validTo: '2026-11-20' }) });
    expect(invite(ranOut, meeting(), NOW)).toMatchObject(missing);
  });

  test('when midnight in Stockholm has passed, then yesterday’s consent has run out, though the day is the same in UTC', () => {
    const today = plan({ state: 'PREPARING', consent: consent({ validTo: TODAY }) });
    expect(invite(today, meeting(), new Date('2026-11-21T22:59:00Z')).ok).toBe(true);
    expect(invite(today, meeting(), new Date('2026-11-21T23:00:00Z'))).toMatchObject({
      problem: { __typename: 'SipConsentMissing' },
    });
  });

  test.each(OVER)('when the plan is %s, then SipStateRefuses', (state) => {
    expect(invite(invited({ state }), meeting(), NOW)).toMatchObject({ problem: { state } });
  });
});

describe('answer (F-027, F-040, F-047)', () => {
  test.each(['ACCEPTED', 'DECLINED', 'TENTATIVE'] as const)(
    'when a unit answers %s, then who and when are kept, and the others have still not answered',
    (given) => {
      const answered = accept(invited(), healthCentre.unitId, given);
      expect(answered).toMatchObject({
        value: { event: { type: 'SipInvitationAnswered' }, sip: { state: 'INVITED' } },
      });
      if (!answered.ok) return;
      const { participants } = answered.value.sip;
      expect(participants[1]).toMatchObject({ answer: given, answeredAt: NOW, answeredByUserId: 'usr_2' });
      expect(participants.filter((participant) => participant.answer !== null)).toHaveLength(1);
    },
  );

  test('when it answers again, then the latest answer counts', () => {
    const first = accept(invited(), healthCentre.unitId, 'ACCEPTED');
    if (!first.ok) throw new Error('refused');
    const second = answer(first.value.sip, healthCentre.unitId, 'DECLINED', 'usr_3', addHours(NOW, 1));
    if (!second.ok) throw new Error('refused');
    expect(second.value.sip.participants[1]).toMatchObject({
      answer: 'DECLINED',
      answeredAt: addHours(NOW, 1),
      answeredByUserId: 'usr_3',
    });
  });

  test('when a unit need not answer, then it may (F-311)', () => {
    expect(accept(invited(), socialServices.unitId).ok).toBe(true);
  });

  test('when a unit declines, then the plan goes on: the others still meet (f.5 97)', () => {
    expect(accept(invited(), healthCentre.unitId, 'DECLINED')).toMatchObject({ value: { sip: { state: 'INVITED' } } });
  });

  test('when nobody has been invited, then SipStateRefuses', () => {
    expect(accept(plan({ state: 'PREPARING' }), healthCentre.unitId)).toMatchObject({
      problem: { state: 'PREPARING' },
    });
  });

  test.each(OVER)('when the plan is %s, then SipStateRefuses', (state) => {
    expect(accept(invited({ state }), healthCentre.unitId)).toMatchObject({ problem: { state } });
  });
});

describe('handOver (F-256, B-03)', () => {
  test('when another participant shall lead, then it does, and the plan is counted under its kind of principal', () => {
    expect(handOver(plan(), healthCentre)).toMatchObject({
      value: {
        sip: { coordinatingUnitId: healthCentre.unitId, coordinatingPrincipal: 'PRIMARY_CARE', state: 'INITIATED' },
        event: { type: 'SipCoordinationHandedOver' },
      },
    });
  });

  test.each(ONGOING)('when the plan is %s, then it can be handed over', (state) => {
    expect(handOver(plan({ state }), healthCentre).ok).toBe(true);
  });

  test.each([
    ['takes no part', assessment],
    ['is not known', null],
    ['leads already', homeHealth],
    ['is of social services (F-008)', socialServices],
    ['has ended', { ...healthCentre, isActive: false }],
  ])('when the unit %s, then SipParticipantRefused names the field', (_, to) => {
    expect(handOver(plan(), to)).toMatchObject({
      problem: { __typename: 'SipParticipantRefused', field: 'input.unitId' },
    });
  });

  test.each(OVER)('when the plan is %s, then SipStateRefuses', (state) => {
    expect(handOver(plan({ state }), healthCentre)).toMatchObject({ problem: { state } });
  });
});

test.each([
  ['INITIATED', true],
  ['PREPARING', true],
  ['INVITED', true],
  ['ACTIVE', true],
  ['DECLINED', false],
  ['ENDED', false],
] as const)('when a plan is %s, then whether it counts as ongoing is %s (F-212)', (state, ongoing) => {
  expect(isOngoing({ state })).toBe(ongoing);
});
