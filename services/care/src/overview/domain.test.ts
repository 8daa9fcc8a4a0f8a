import { describe, expect, test } from 'vitest';
import type { Episode } from '../episode/domain.ts';
import type { MessageType } from '../generated/resolvers.ts';
import { columnOf, invitationChange, type OverviewFacts, type OverviewMessage, rowOf } from './domain.ts';

const AT = new Date('2026-11-21T10:00:00Z');
const LATER = new Date('2026-11-22T10:00:00Z');
const EPISODE: Episode = {
  id: 'epi_1',
  regionId: 'prn_r',
  wardUnitId: 'ward',
  patientId: 'pat_1',
  careType: 'SOMATIC',
  state: 'ADMITTED',
  admittedAt: AT,
  estimatedDischargeAt: LATER,
  needs: ['SOCIAL_SERVICES'],
  assessedByUserId: 'usr_1',
  assessedAt: AT,
  needsDiscoveredLater: false,
  ready: null,
  interrupted: null,
  dischargedAt: null,
  closedAt: null,
  voidReason: null,
  deceasedAt: null,
  transfer: null,
  transferredFromId: null,
  isRecovered: false,
  outstanding: 0,
  version: 1,
};

function facts(change: Partial<OverviewFacts>): OverviewFacts {
  return { episode: EPISODE, messages: [], parties: [], sections: [], invitation: null, ...change };
}

function message(change: Partial<OverviewMessage> & Pick<OverviewMessage, 'recipients'>): OverviewMessage {
  return { id: 'msg_1', type: 'ADMISSION_NOTICE', sentAt: AT, ...change };
}

const by = (unitId: string, state: 'UNREAD' | 'READ' | 'ACKNOWLEDGED' | 'FORWARDED') => ({ unitId, state, at: null });

test('when nothing of a kind has been sent, then its cell is empty', () => {
  expect(rowOf('own', facts({}))).toMatchObject({
    admission: null,
    extra: null,
    invitation: null,
    planningBasis: null,
  });
});

test.each([
  ['has not opened it', [by('own', 'UNREAD'), by('other', 'ACKNOWLEDGED')], 'RED'],
  ['has only opened it', [by('own', 'READ'), by('other', 'ACKNOWLEDGED')], 'RED'],
  ['is done and another is not', [by('own', 'ACKNOWLEDGED'), by('other', 'UNREAD')], 'BLUE'],
  ['has handed it on to one who is not done', [by('own', 'FORWARDED'), by('other', 'READ')], 'BLUE'],
  ['is done as all others', [by('own', 'ACKNOWLEDGED'), by('other', 'FORWARDED')], 'GREEN'],
  ['is the sender and one has it left', [by('other', 'UNREAD')], 'BLUE'],
] as const)('when the unit %s, then the cell is marked accordingly (F-069)', (_, recipients, mark) => {
  expect(rowOf('own', facts({ messages: [message({ recipients })] })).admission?.mark).toBe(mark);
});

test('when a later version is acknowledged and an earlier one is not, then the cell shows the later one and stays red (f.3 46)', () => {
  const messages = [
    message({ id: 'msg_2', sentAt: LATER, recipients: [by('own', 'ACKNOWLEDGED')] }),
    message({ id: 'msg_1', sentAt: AT, recipients: [by('own', 'UNREAD')] }),
  ];
  expect(rowOf('own', facts({ messages })).admission).toMatchObject({ messageId: 'msg_2', at: LATER, mark: 'RED' });
});

test('when discharge-ready is interrupted, then the column shows the interruption', () => {
  const messages = [
    message({ id: 'msg_2', type: 'DISCHARGE_READY_INTERRUPTION', sentAt: LATER, recipients: [by('own', 'UNREAD')] }),
    message({ id: 'msg_1', type: 'DISCHARGE_READY_NOTICE', sentAt: AT, recipients: [by('own', 'ACKNOWLEDGED')] }),
  ];
  expect(rowOf('own', facts({ messages })).dischargeReady).toMatchObject({ messageId: 'msg_2' });
});

test('when a participant need not acknowledge, then it neither holds back the invitation nor is shown as missing (f.5 90)', () => {
  const participants = [
    { unitId: 'own', mustAcknowledge: true, answeredAt: AT },
    { unitId: 'told', mustAcknowledge: false, answeredAt: null },
  ];
  const row = rowOf('own', facts({ invitation: { invitedAt: AT, participants } }));
  expect(row.invitation).toMatchObject({ mark: 'GREEN', parties: [{ unitId: 'own', state: 'ACKNOWLEDGED' }] });
});

test('when some have signed the planning basis, then those who are expected to and have not are left (F-066)', () => {
  const parties = [
    { unitId: 'ward', kind: 'INPATIENT_SOMATIC', isReleased: false },
    { unitId: 'own', kind: 'ASSESSMENT', isReleased: false },
    { unitId: 'team', kind: 'HOME_CARE', isReleased: false },
    { unitId: 'centre', kind: 'HEALTH_CENTRE', isReleased: true },
  ] as const;
  const sections = [{ savedByUnitId: 'ward', savedAt: AT, isSigned: true }];
  expect(rowOf('own', facts({ parties, sections })).planningBasis).toMatchObject({
    mark: 'RED',
    parties: [
      { unitId: 'ward', state: 'SIGNED' },
      { unitId: 'own', state: 'UNANSWERED' },
      { unitId: 'centre', state: 'RELEASED' },
    ],
  });
  expect(rowOf('ward', facts({ parties, sections })).planningBasis?.mark).toBe('BLUE');
  const answered = [...sections, { savedByUnitId: 'own', savedAt: LATER, isSigned: false }];
  expect(rowOf('own', facts({ parties, sections: answered })).planningBasis).toMatchObject({
    mark: 'RED',
    parties: expect.arrayContaining([{ unitId: 'own', state: 'ANSWERED', at: LATER }]),
  });
  const all = [...answered, { savedByUnitId: 'own', savedAt: LATER, isSigned: true }];
  expect(rowOf('team', facts({ parties, sections: all })).planningBasis).toMatchObject({ mark: 'GREEN', at: LATER });
});

/** Every type; a missing one does not compile. */
const TYPES = {
  ADMISSION_NOTICE: 'admission',
  EXTRA_MESSAGE: 'extra',
  CARE_REPORT: 'careReport',
  DISCHARGE_READY_NOTICE: 'dischargeReady',
  DISCHARGE_READY_INTERRUPTION: 'dischargeReady',
  DISCHARGE_MESSAGE: 'discharge',
  CARE_REQUEST: 'careReport',
  STATUS_MESSAGE: 'extra',
  MESSAGE_TO_CARE: 'extra',
  GENERAL_MESSAGE: 'extra',
  ADMINISTRATIVE_MESSAGE: 'extra',
  MISDIRECTED_NOTICE: 'extra',
  VOID_NOTICE: 'extra',
  DECEASED_NOTICE: 'discharge',
} as const satisfies Readonly<Record<MessageType, string>>;

test.each(Object.entries(TYPES))('messages of type %s stand in the column %s', (type, column) => {
  // The keys are what the type above says.
  expect(columnOf(type as MessageType)).toBe(column);
});

describe('what a change of a plan changes in the cell of its invitation', () => {
  const at = new Date('2026-11-21T08:00:00Z');
  const unit = { unitId: 'unt_a', mustAcknowledge: true, answeredAt: null };
  const sent = { invitedAt: at, participants: [unit], isOngoing: true };
  const none = { ...sent, invitedAt: null };

  test.each([
    ['nothing is sent, then nothing', null, none, null],
    ['it is sent, then it is new', none, sent, { before: null, after: 'INVITED' }],
    [
      'it is sent anew, then so is the cell',
      sent,
      { ...sent, invitedAt: new Date('2026-11-22T08:00:00Z') },
      { before: 'INVITED', after: 'INVITED' },
    ],
    [
      'it is answered, then the cell says so',
      sent,
      { ...sent, participants: [{ ...unit, answeredAt: at }] },
      { before: 'INVITED', after: 'ANSWERED' },
    ],
    ['it is voided, then the cell is gone', sent, none, { before: 'INVITED', after: 'VOIDED' }],
    [
      'the plan goes no further, then nobody owes an answer',
      sent,
      { ...sent, participants: [{ ...unit, mustAcknowledge: false }], isOngoing: false },
      { before: 'INVITED', after: 'STOPPED' },
    ],
    ['nothing of it changes, then nothing', sent, sent, null],
  ] as const)('when %s', (_, before, after, codes) => {
    expect(invitationChange(before, after)).toEqual(codes);
  });
});
