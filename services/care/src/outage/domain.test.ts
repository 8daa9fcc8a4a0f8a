import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admissionUnder, checkWindow, type OutageWindow } from './domain.ts';

/** The outage of 2024 as the rules for it say (K5). */
const WINDOW: OutageWindow = {
  id: 'out_1',
  name: 'Avbrottet 2024',
  beginsAt: new Date('2024-01-16T23:00:00Z'),
  endsAt: new Date('2024-01-31T23:00:00Z'),
  registrationOpensAt: new Date('2024-01-31T23:00:00Z'),
  restoredAt: new Date('2024-02-02T07:00:00Z'),
  version: 1,
};
const NOW = new Date('2024-02-05T10:00:00Z');
const AGREED = { reason: 'Omfattande behov.', agreements: [{ unitId: 'unt_a', agreedOn: '2024-02-02' }] };

function asked(admittedAt: string, afterOutage: typeof AGREED | null = null) {
  return admissionUnder([WINDOW], { admittedAt: new Date(admittedAt), recipientIds: ['unt_a'], afterOutage }, NOW);
}

describe('an admission', () => {
  test.each([
    ['the last instant before the outage', '2024-01-16T22:59:59.999Z'],
    ['the first instant after it (F-302)', '2024-01-31T23:00:00Z'],
  ])('at %s is registered as usual (F-305)', (_, at) => {
    expect(asked(at)).toEqual({ ok: true, value: null });
  });

  test.each(['2024-01-16T23:00:00Z', '2024-01-31T22:59:59.999Z'])('at %s, within it, goes on by hand (F-303)', (at) => {
    expect(asked(at)).toMatchObject({ ok: false, problem: { why: 'BY_HAND', field: 'input.admittedAt' } });
  });

  test('within it is registered afterwards where every recipient agreed (F-304)', () => {
    expect(asked('2024-01-20T10:00:00Z', AGREED)).toEqual({ ok: true, value: { ...AGREED, window: WINDOW } });
  });

  test('is refused when a recipient has not agreed, names the field', () => {
    expect(asked('2024-01-20T10:00:00Z', { ...AGREED, agreements: [] })).toMatchObject({
      problem: { why: 'AGREEMENT_MISSING', field: 'input.afterOutage.agreements' },
    });
  });

  test.each(['2024-01-16', '2024-02-06'])(
    'is refused when a unit agreed on %s, before the outage or later than today',
    (day) => {
      expect(
        asked('2024-01-20T10:00:00Z', { ...AGREED, agreements: [{ unitId: 'unt_a', agreedOn: day }] }),
      ).toMatchObject({
        problem: { why: 'AGREEMENT_DAY', field: 'input.afterOutage.agreements[0].agreedOn' },
      });
    },
  );

  test('outside every outage is not registered as from one', () => {
    expect(asked('2024-02-03T10:00:00Z', AGREED)).toMatchObject({ problem: { why: 'NONE' } });
  });

  test('is refused before the day that registering begins', () => {
    const early = { admittedAt: new Date('2024-01-20T10:00:00Z'), recipientIds: ['unt_a'], afterOutage: AGREED };
    expect(admissionUnder([WINDOW], early, new Date('2024-01-31T22:59:59Z'))).toMatchObject({
      problem: { why: 'TOO_EARLY' },
    });
  });
});

describe('an outage', () => {
  test.each([
    ['endsAt', { endsAt: WINDOW.beginsAt }],
    ['registrationOpensAt', { registrationOpensAt: WINDOW.beginsAt }],
    ['restoredAt', { restoredAt: new Date('2024-01-01T00:00:00Z') }],
  ])('whose %s does not follow is refused', (field, change) => {
    expect(checkWindow({ ...WINDOW, ...change }, [])).toEqual({ ok: false, problem: { field } });
  });

  test('whatever is accepted, no instant lies in two outages of a region', () => {
    const instant = fc.integer({ min: 0, max: 100 }).map((hours) => new Date(hours * 3_600_000));
    const window = fc
      .tuple(instant, instant)
      .map(([beginsAt, endsAt]) => ({ ...WINDOW, beginsAt, endsAt, registrationOpensAt: endsAt, restoredAt: null }));
    fc.assert(
      fc.property(fc.array(window, { maxLength: 12 }), instant, (candidates, at) => {
        const accepted: OutageWindow[] = [];
        for (const candidate of candidates) if (checkWindow(candidate, accepted).ok) accepted.push(candidate);
        expect(accepted.filter((one) => one.beginsAt <= at && at < one.endsAt).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
