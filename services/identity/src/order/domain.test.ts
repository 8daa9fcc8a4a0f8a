import type { AdministrationKind } from '@samplan/kit/access/viewer';
import { describe, expect, test } from 'vitest';
import { loadConnectedSystems } from '../connected/file.ts';
import type { OrderStep, StoredState } from './domain.ts';
import { issuedStep, isUntouched, shownState, stateAfter, waitingOwnStep, waitingStep } from './domain.ts';
import { type Draft, faultsOf } from './placing.ts';
import { stepsOf } from './steps.ts';

const connected = loadConnectedSystems();
const TODAY = '2026-11-21';

const WHOLE: Draft = {
  kind: 'NEW_EMPLOYMENT',
  channel: 'FORM',
  confirmationEmail: 'chef@example.test',
  unitId: 'unt_1',
  toUnitId: null,
  userId: null,
  givenName: 'Test',
  familyName: 'Testsson',
  email: null,
  personalIdentityNumber: null,
  hsaId: null,
  role: 'NURSE',
  employment: 'PERMANENT',
  validTo: null,
  endsOn: null,
  assignmentId: null,
  subcontractor: null,
  agreement: null,
  entitlements: [],
};

const codes = (change: Partial<Draft>, administration: AdministrationKind = 'VOF') =>
  faultsOf({ ...WHOLE, ...change }, administration, { today: TODAY, connected }).map(({ field, code }) => [
    field,
    code,
  ]);

describe('what an order must state', () => {
  test('when it is whole, then nothing is missing', () => {
    expect(codes({})).toEqual([]);
  });

  test.each([
    ['the first name (F-021)', { givenName: null }, 'VOF', [['input.givenName', 'GIVEN_NAME_MISSING']]],
    ['the last name (F-021)', { familyName: null }, 'VOF', [['input.familyName', 'FAMILY_NAME_MISSING']]],
    ['the unit at SOC (F-032)', { unitId: null }, 'SOC', [['input.unitId', 'UNIT_MISSING']]],
    ['the unit at BIF (F-042)', { unitId: null }, 'BIF', [['input.unitId', 'UNIT_MISSING']]],
    ['the unit at VOF, where the name is enough (F-021)', { unitId: null }, 'VOF', []],
    ['the role', { role: null }, 'VOF', [['input.role', 'ROLE_MISSING']]],
    ['the employment', { employment: null }, 'VOF', [['input.employment', 'EMPLOYMENT_MISSING']]],
    [
      'the last day of temporary staff (B-14)',
      { employment: 'TEMPORARY' },
      'VOF',
      [['input.validTo', 'VALID_TO_MISSING']],
    ],
    [
      'the address for a certificate (f.2 32)',
      { kind: 'CERTIFICATE', userId: 'usr_1' },
      'VOF',
      [['input.email', 'EMAIL_MISSING']],
    ],
    [
      'the address for a certificate with the employment (F-407)',
      { entitlements: [{ system: 'SITHS', entitlement: 'CERTIFICATE' }] },
      'VOF',
      [['input.email', 'EMAIL_MISSING']],
    ],
    [
      'the number that is the user id (F-405)',
      { entitlements: [{ system: 'LIFECARE_DEVIATIONS', entitlement: 'REPORTER' }] },
      'VOF',
      [['input.personalIdentityNumber', 'IDENTITY_NUMBER_MISSING']],
    ],
    ['who ends', { kind: 'END' }, 'VOF', [['input.userId', 'USER_MISSING']]],
    [
      'what changes',
      { kind: 'CHANGE', userId: 'usr_1', role: null },
      'VOF',
      [['input.entitlements', 'ENTITLEMENTS_MISSING']],
    ],
    [
      'where to',
      { kind: 'MOVE', userId: 'usr_1', assignmentId: 'asg_1' },
      'VOF',
      [['input.toUnitId', 'TO_UNIT_MISSING']],
    ],
    ['who takes over (F-174)', { kind: 'HAND_OVER' }, 'VOF', [['input.toUnitId', 'TO_UNIT_MISSING']]],
    ['the subcontractor (F-172)', { kind: 'SUBCONTRACTOR' }, 'VOF', [['input.subcontractor', 'SUBCONTRACTOR_MISSING']]],
  ] as const)('when it lacks %s, then that and nothing else is told', (_, change, administration, expected) => {
    expect(codes(change, administration)).toEqual(expected);
  });

  test('when everything is missing, then each has its own field and code', () => {
    const nothing = { givenName: null, familyName: null, unitId: null, role: null, employment: null };
    expect(codes(nothing, 'SOC').map(([, code]) => code)).toEqual([
      'GIVEN_NAME_MISSING',
      'FAMILY_NAME_MISSING',
      'ROLE_MISSING',
      'EMPLOYMENT_MISSING',
      'UNIT_MISSING',
    ]);
  });

  test('when a subcontractor leaves, then nobody needs to be named (F-173)', () => {
    expect(codes({ kind: 'END', subcontractor: 'Provbolaget AB' })).toEqual([]);
  });

  test('when access goes on after closing by agreement, then assignment and last day are named, and nothing else changes (F-122)', () => {
    const extension = { ...WHOLE, kind: 'CHANGE', userId: 'usr_1', role: null, agreement: 'KLK IT 2026-11' } as const;
    expect(codes(extension)).toEqual([
      ['input.assignmentId', 'ASSIGNMENT_MISSING'],
      ['input.validTo', 'VALID_TO_MISSING'],
    ]);
    const whole = { ...extension, employment: null, assignmentId: 'asg_1', validTo: TODAY };
    expect(codes(whole)).toEqual([]);
    const misplaced = [['input.agreement', 'AGREEMENT_NOT_HERE']];
    expect(codes({ ...whole, role: 'NURSE' })).toEqual(misplaced);
    expect(codes({ ...whole, kind: 'END' })).toEqual(misplaced);
  });

  test('when a day has been, or a permanent employment has a last day, or a system is unknown, then it is told', () => {
    expect(codes({ employment: 'TEMPORARY', validTo: '2026-11-20' })).toEqual([['input.validTo', 'VALID_TO_PAST']]);
    expect(codes({ employment: 'TEMPORARY', validTo: TODAY })).toEqual([]);
    expect(codes({ validTo: '2027-01-01' })).toEqual([['input.validTo', 'VALID_TO_OF_PERMANENT']]);
    expect(codes({ kind: 'END', userId: 'usr_1', endsOn: '2026-11-20' })).toEqual([['input.endsOn', 'ENDS_ON_PAST']]);
    const entitlements = [
      { system: 'NOPE', entitlement: 'USER' },
      { system: 'PRATOR', entitlement: 'KING' },
    ];
    expect(codes({ entitlements })).toEqual([
      ['input.entitlements.0.system', 'SYSTEM_UNKNOWN'],
      ['input.entitlements.1.entitlement', 'ENTITLEMENT_UNKNOWN'],
    ]);
  });
});

describe('the steps of an order', () => {
  const facts = { kind: 'NEW_EMPLOYMENT', isPerson: true, changesAssignment: true, wanted: [], held: [] } as const;
  const actions = (change: Partial<Parameters<typeof stepsOf>[0]>) =>
    stepsOf({ ...facts, ...change }, connected).map(({ system, action }) => `${system} ${action}`);

  test('when somebody is employed, then Samplan makes the account and each system its own (F-403, F-404)', () => {
    const wanted = [
      { system: 'AD_CITRIX', entitlement: 'ACCOUNT' },
      { system: 'LIFECARE_PROVIDER', entitlement: 'PROVIDER_STAFF' },
    ];
    expect(actions({ wanted })).toEqual([
      'SAMPLAN CREATE_ACCOUNT',
      'AD_CITRIX CREATE_ACCOUNT',
      'AD_CITRIX REGISTER_SECOND_FACTOR',
      'LIFECARE_PROVIDER ADD_PERSON',
    ]);
  });

  test('when somebody ends, then everything that the person has is ended, though nobody lists it (F-409, B-14)', () => {
    const held = [
      { system: 'SITHS', entitlement: 'CERTIFICATE' },
      { system: 'LIFECARE_DEVIATIONS', entitlement: 'REPORTER' },
    ];
    expect(actions({ kind: 'END', held })).toEqual([
      'SAMPLAN END_ASSIGNMENT',
      'SITHS END_CERTIFICATE',
      'LIFECARE_DEVIATIONS SET_VALID_TO',
    ]);
  });

  test('when somebody moves, then super-users inactivate and add, the system manager changes MIM, and nothing is ended (F-408)', () => {
    const held = [
      { system: 'LIFECARE_PROVIDER', entitlement: 'PROVIDER_STAFF' },
      { system: 'PROCAPITA', entitlement: 'USER' },
    ];
    expect(actions({ kind: 'MOVE', held })).toEqual([
      'SAMPLAN MOVE_ASSIGNMENT',
      'LIFECARE_PROVIDER INACTIVATE_AT_OLD_UNIT',
      'LIFECARE_PROVIDER ADD_AT_NEW_UNIT',
      'LIFECARE_PROVIDER CHANGE_OPERATION_IN_MIM',
    ]);
  });

  test('when a system is wanted that the person has, then it is changed and not given twice', () => {
    const held = [{ system: 'FLEXITE', entitlement: 'REPORTER' }];
    const wanted = [{ system: 'FLEXITE', entitlement: 'HANDLER' }];
    expect(actions({ kind: 'CHANGE', changesAssignment: false, held, wanted })).toEqual(['FLEXITE CHANGE_ACCESS']);
  });

  test('when a unit is handed over, then both parties have their duties (F-174)', () => {
    const steps = stepsOf({ ...facts, kind: 'HAND_OVER' }, connected);
    expect(new Set(steps.map(({ entitlement }) => entitlement))).toEqual(new Set(['HANDING_OVER', 'TAKING_OVER']));
    expect(steps.map(({ action }) => action)).toContain('HANDLE_TOKENS');
  });

  test('when a subcontractor’s existing staff come, then they get an organisation of their own (F-171)', () => {
    expect(actions({ kind: 'SUBCONTRACTOR', isPerson: false })).toEqual(['ORGANISATION CREATE_ORGANISATION']);
  });
});

describe('how far an order has come', () => {
  const NOW = new Date('2026-11-21T09:00:00Z');
  const step = (change: Partial<OrderStep>): OrderStep => ({
    id: 'stp_1',
    system: 'SAMPLAN',
    entitlement: null,
    work: 'GRANT',
    action: 'CREATE_ACCOUNT',
    executors: ['ADMINISTRATOR'],
    message: 'SAMPLAN',
    doneAt: null,
    doneById: null,
    hasCredentials: false,
    collectedAt: null,
    tokens: null,
    ...change,
  });
  const after = (state: StoredState, ...steps: Partial<OrderStep>[]) => stateAfter({ state, steps: steps.map(step) });

  test('while a step waits it is placed; with all done executed; with credentials fetched delivered', () => {
    const done = { doneAt: NOW, hasCredentials: true };
    expect(after('PLACED', done, {})).toBe('PLACED');
    expect(after('PLACED', done, { doneAt: NOW })).toBe('EXECUTED');
    expect(after('EXECUTED', { ...done, collectedAt: NOW }, done)).toBe('EXECUTED');
    expect(after('EXECUTED', { ...done, collectedAt: NOW })).toBe('DELIVERED');
  });

  test('when fetched credentials are given anew, then they wait for the orderer again', () => {
    const done = { doneAt: NOW, hasCredentials: true };
    expect(after('DELIVERED', { ...done, collectedAt: NOW })).toBe('DELIVERED');
    expect(after('DELIVERED', { ...done, collectedAt: NOW }, done)).toBe('EXECUTED');
  });

  test.each(['PLACED', 'EXECUTED', 'DELIVERED', 'DONE', 'REFUSED', 'WITHDRAWN'] as const)(
    'credentials of a %s order can be given anew only until it is closed, and where there were any',
    (state) => {
      const order = { state, steps: [step({ hasCredentials: true }), step({ id: 'stp_2' })] };
      const isOpen = ['PLACED', 'EXECUTED', 'DELIVERED'].includes(state);
      expect(issuedStep(order, 'stp_1')?.id).toBe(isOpen ? 'stp_1' : undefined);
      expect(issuedStep(order, 'stp_2')).toBeNull();
    },
  );

  test('without credentials it is done when its steps are', () => {
    expect(after('PLACED', { doneAt: NOW })).toBe('DONE');
  });

  test.each(['REFUSED', 'WITHDRAWN', 'DONE'] as const)('%s stays what it is', (state) => {
    expect(after(state, { doneAt: NOW })).toBe(state);
  });

  test('it is confirmed when the confirmation has left and nothing else has happened', () => {
    expect(shownState({ state: 'PLACED', confirmedAt: null })).toBe('PLACED');
    expect(shownState({ state: 'PLACED', confirmedAt: NOW })).toBe('CONFIRMED');
    expect(shownState({ state: 'EXECUTED', confirmedAt: NOW })).toBe('EXECUTED');
  });

  test('it can be refused until a step is done; a step waits until it is done; Samplan’s own is nobody else’s', () => {
    const placed = { state: 'PLACED', steps: [step({}), step({ id: 'stp_2', system: 'PRATOR' })] } as const;
    expect(isUntouched(placed)).toBe(true);
    expect(isUntouched({ state: 'PLACED', steps: [step({ doneAt: NOW }), step({})] })).toBe(false);
    expect(waitingOwnStep(placed)?.id).toBe('stp_1');
    expect(waitingStep(placed, 'stp_1')).toBeNull();
    expect(waitingStep(placed, 'stp_2')?.system).toBe('PRATOR');
    expect(waitingOwnStep({ ...placed, state: 'REFUSED' })).toBeNull();
    expect(waitingStep({ ...placed, state: 'WITHDRAWN' }, 'stp_2')).toBeNull();
  });
});
