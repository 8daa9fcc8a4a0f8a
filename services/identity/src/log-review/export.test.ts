import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LoggedAccess } from './domain.ts';
import { csvOf, type ExportMark, textOf } from './export.ts';

const MARK: ExportMark = {
  id: 'exp_1',
  patientId: 'pat_1',
  exportedBy: 'Test Testsson',
  exportedAt: new Date('2026-11-21T08:00:00Z'),
  purpose: 'Begäran från patienten.',
  from: '2026-10-01',
  to: null,
};
const ACCESS: LoggedAccess = {
  id: 'log_care_1',
  at: new Date('2026-11-20T08:30:00Z'),
  kind: 'READ',
  action: 'episode.read',
  denialReason: null,
  patientId: 'pat_1',
  subjectId: 'epi_1',
  actorId: 'usr_1',
  role: 'NURSE',
  unitId: 'unt_1',
};
const UNITS = new Map([['unt_1', 'Avd 2 Kirurgi']]);

test('when a list is made, then it says who made it, when and for what, and names staff by unit and role only (G-076, f.6 112)', () => {
  const text = textOf(MARK, [ACCESS], UNITS);
  expect(text.split('\n')).toEqual([
    'Utdrag ur åtkomstlogg: exp_1',
    'Patient: pat_1',
    'Period: 2026-10-01 till nu',
    'Framtaget av: Test Testsson',
    'Framtaget: 2026-11-21 kl. 09:00',
    'Ändamål: Begäran från patienten.',
    'Antal åtkomster: 1',
    '',
    'Tid | Enhet | Roll | Händelse | Åtgärd',
    '2026-11-20 kl. 09:30 | Avd 2 Kirurgi | Sjuksköterska | Läst | episode.read',
    '',
  ]);
  expect(text).not.toContain('usr_1');
  expect(csvOf(MARK, [ACCESS], UNITS)).toContain(
    '"2026-11-20 kl. 09:30";"Avd 2 Kirurgi";"Sjuksköterska";"Läst";"episode.read"\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1', '|x', '%x'])(
  'when a value is %j, then no spreadsheet takes it for a formula',
  (purpose) => {
    expect(csvOf({ ...MARK, purpose }, [], UNITS)).toContain(`"'${purpose}"`);
  },
);

test('whatever a value holds, then a cell stays one cell and a line one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (purpose) => {
      const csv = csvOf({ ...MARK, purpose }, [ACCESS], UNITS);
      // Outside quotation marks there is nothing but separators.
      expect(csv.slice(1).replaceAll(/"(?:[^"]|"")*"/g, '')).toMatch(/^(;|\r\n)*$/);
      expect(textOf({ ...MARK, purpose }, [ACCESS], UNITS).split('\n')).toHaveLength(11);
    }),
  );
});
