import { expect, test } from 'vitest';
import type { OverviewRow } from './domain.ts';
import { cellsOf, type PackedCase, packAsCsv, packAsHtml } from './pack.ts';

const AT = new Date('2026-11-21T10:00:00Z');
const ROW: OverviewRow = {
  episode: {
    id: 'epi_1',
    regionId: 'prn_r',
    wardUnitId: 'ward',
    patientId: 'pat_1',
    careType: 'SOMATIC',
    state: 'ADMITTED',
    admittedAt: AT,
    estimatedDischargeAt: AT,
    needs: ['SOCIAL_SERVICES'],
    assessedByUserId: 'usr_1',
    assessedAt: AT,
    needsDiscoveredLater: false,
    ready: null,
    dischargedAt: null,
    closedAt: null,
    outstanding: 2,
    voidReason: null,
    deceasedAt: null,
    transfer: null,
    transferredFromId: null,
    isRecovered: false,
    interrupted: null,
    version: 1,
  },
  careReport: null,
  admission: { at: AT, mark: 'RED', messageId: 'msg_1', parties: [] },
  invitation: null,
  planningBasis: null,
  extra: null,
  dischargeReady: null,
  discharge: null,
};
const CASE: PackedCase = {
  row: ROW,
  patient: { personalIdentityNumber: '191010239810', givenName: '<b>Test</b>', familyName: '=Patient' },
  wardName: 'Avd 11 Medicin',
};
const MARK = { unitName: 'Biståndsenheten', createdAt: AT, purpose: 'Planerat "avbrott"' };

test('a case shows who it is, where, since when, and each column with its mark (F-069, B-06)', () => {
  expect(cellsOf(CASE)).toEqual([
    '191010239810',
    '<b>Test</b> =Patient',
    'Avd 11 Medicin',
    'inskriven',
    '2026-11-21 kl. 11:00',
    '2026-11-21',
    '',
    '2026-11-21 (att göra)',
    '',
    '',
    '',
    '',
    '',
    '2',
  ]);
});

test('what users wrote is shown and not obeyed, in the page and in the spreadsheet', () => {
  const html = packAsHtml(MARK, [CASE]);
  expect(html).toContain('&lt;b&gt;Test&lt;/b&gt; =Patient');
  expect(html).not.toContain('<b>');
  const [, , line] = packAsCsv(MARK, [
    { ...CASE, patient: { personalIdentityNumber: '=1+1', givenName: '', familyName: '' } },
  ]).split('\r\n');
  expect(line).toMatch(/^"'=1\+1";/);
});

test('both say which unit, when and why (f.6 112)', () => {
  const said = 'Biståndsenheten, 2026-11-21 kl. 11:00.';
  expect(packAsHtml(MARK, [])).toContain(said);
  expect(packAsCsv(MARK, [])).toContain(`${said} Ändamål: Planerat ""avbrott"".`);
});
