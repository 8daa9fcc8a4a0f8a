import { testNumbers } from '@samplan/kit/person/test-numbers';
import { expect, test } from 'vitest';
import { casesOf } from './cases.ts';
import { readFile } from './read.ts';

const NOW = new Date('2025-10-01T08:00:00Z');
const NUMBER = [...testNumbers()].find((number) => number < '1950') ?? '';

const EPISODE = {
  id: 'P-1',
  patient: NUMBER,
  ward: 'SE1-W',
  state: 'ADMITTED',
  admittedAt: '2025-09-28T10:00:00+02:00',
  estimatedDischargeAt: '2025-10-03T10:00:00+02:00',
  assessedAt: '2025-09-28T11:00:00+02:00',
  needs: ['SOCIAL_SERVICES'],
  parties: ['SE1-A', 'SE1-B'],
};
const MESSAGE = {
  id: 'M-1',
  type: 'ADMISSION_NOTICE',
  sender: 'SE1-W',
  sentAt: '2025-09-28T12:00:00+02:00',
  text: 'Rad ett\n"Rad två"; {slut}',
  recipients: [
    { unit: 'SE1-A', state: 'ACKNOWLEDGED', acknowledgedAt: '2025-09-28T13:00:00+02:00' },
    { unit: 'SE1-B', state: 'UNREAD' },
  ],
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (content: unknown) => readFile('a.json', bytes(JSON.stringify(content, null, 1)));
const file = (...episodes: unknown[]) => ({ system: 'PRATOR', episodes });

const HEADER =
  'record;system;id;episode;patient;ward;state;admittedAt;estimatedDischargeAt;assessedAt;needs;parties;type;sender;sentAt;text;recipients';
const EPISODE_LINE = `EPISODE;PRATOR;P-1;;${NUMBER};SE1-W;ADMITTED;2025-09-28T10:00:00+02:00;2025-10-03T10:00:00+02:00;2025-09-28T11:00:00+02:00;SOCIAL_SERVICES;SE1-A | SE1-B;;;;;`;
const MESSAGE_LINE =
  'MESSAGE;PRATOR;M-1;P-1;;;;;;;;;ADMISSION_NOTICE;SE1-W;2025-09-28T12:00:00+02:00;"Rad ett\n""Rad två""; {slut}";SE1-A=ACKNOWLEDGED 2025-09-28T13:00:00+02:00|SE1-B=UNREAD';
const csv = (...lines: string[]) => readFile('A.CSV', bytes(lines.join('\r\n')));

function refusalsOf(read: ReturnType<typeof readFile>) {
  if (!read.ok) throw new Error(read.problem.code);
  return casesOf(read.value, NOW).refusals;
}

test('when the same is written in both forms, then the same is read', () => {
  const ofJson = json(file({ ...EPISODE, messages: [MESSAGE] }));
  const ofCsv = csv(`\uFEFF${HEADER}`, EPISODE_LINE, MESSAGE_LINE, '');
  if (!ofJson.ok || !ofCsv.ok) throw new Error('unread');
  const [inJson, inCsv] = [casesOf(ofJson.value, NOW), casesOf(ofCsv.value, NOW)];
  expect(inJson.refusals).toEqual([]);
  const rowsOf = ({ cases }: typeof inJson) =>
    cases.map(({ episode, messages }) => [episode?.row, messages.map(({ row }) => row)]);
  expect(rowsOf(inCsv)).toEqual(rowsOf(inJson));
  expect(inCsv.cases[0]?.messages[0]?.line).toBe(3);
});

test('when a row has faults, then each is told by line, field and code, and nothing that it says is repeated', () => {
  const wrong = {
    ...EPISODE,
    patient: NUMBER.slice(2),
    state: 'AWAY',
    needs: [],
    admittedAt: '2025-09-28',
    author: 'x'.repeat(101),
    [NUMBER]: 'y',
  };
  const { parties: _parties, ...withoutParties } = { ...EPISODE, id: NUMBER };
  const refusals = refusalsOf(
    json(file({ ...wrong, messages: [{ ...MESSAGE, sentAt: '2026-01-01T00:00:00Z' }] }, withoutParties)),
  );
  expect(refusals).toEqual([
    { line: 4, field: 'patient', code: 'TEN_DIGITS' },
    { line: 4, field: 'state', code: 'UNKNOWN_VALUE' },
    { line: 4, field: 'admittedAt', code: 'FORM' },
    { line: 4, field: 'needs', code: 'FORM' },
    { line: 4, field: 'author', code: 'TOO_LONG' },
    { line: 4, field: 'row', code: 'COLUMN_UNKNOWN' },
    { line: 20, field: 'sentAt', code: 'IN_FUTURE' },
    { line: 40, field: 'id', code: 'IDENTITY_NUMBER' },
    { line: 40, field: 'parties', code: 'MISSING' },
  ]);
  expect(JSON.stringify(refusals)).not.toContain(NUMBER);
});

test.each([
  [
    'acknowledged without a time',
    { unit: 'SE1-A', state: 'ACKNOWLEDGED' },
    'recipients.0.acknowledgedAt',
    'OUT_OF_ORDER',
  ],
  [
    'unread with a time',
    { unit: 'SE1-A', state: 'UNREAD', readAt: EPISODE.admittedAt },
    'recipients.0.readAt',
    'OUT_OF_ORDER',
  ],
  ['in a state that there is not', { unit: 'SE1-A', state: 'SEEN' }, 'recipients.0.state', 'UNKNOWN_VALUE'],
  ['without a unit', { state: 'UNREAD' }, 'recipients.0.unit', 'MISSING'],
])('when a recipient is %s, then its field is told', (_what, recipient, field, code) => {
  const [refusal] = refusalsOf(json(file({ ...EPISODE, messages: [{ ...MESSAGE, recipients: [recipient] }] })));
  expect(refusal).toMatchObject({ field, code });
});

test('when an id stands twice, then the second is refused', () => {
  const refusals = refusalsOf(json(file({ ...EPISODE, messages: [MESSAGE, MESSAGE] }, EPISODE)));
  expect(refusals.map(({ field, code }) => [field, code])).toEqual([
    ['id', 'ID_TWICE'],
    ['id', 'ID_TWICE'],
  ]);
});

test.each([
  ['is not UTF-8', 'a.json', new Uint8Array([0x7b, 0xe5]), 1, 'NOT_UTF8'],
  ['is not JSON', 'a.json', bytes('{'), 1, 'NOT_JSON'],
  ['is a list', 'a.json', bytes('[]'), 1, 'NOT_THE_FORMAT'],
  ['names no system', 'a.json', bytes('\n{"episodes":[]}'), 2, 'SYSTEM'],
  ['names a member twice', 'a.json', bytes('{"system":{},"system":"PRATOR","episodes":[]}'), 1, 'MEMBER_TWICE'],
  [
    'has a message that is none',
    'a.json',
    bytes('{"system":"PRATOR","episodes":[\n{"messages":[1]}]}'),
    2,
    'NOT_THE_FORMAT',
  ],
  ['has no column id', 'a.csv', bytes('record;system\n'), 1, 'COLUMN_MISSING'],
  ['has a column of its own', 'a.csv', bytes('record;system;id;name\n'), 1, 'COLUMN_UNKNOWN'],
  ['lacks a cell', 'a.csv', bytes('record;system;id\n\nEPISODE;PRATOR\n'), 3, 'CELL_COUNT'],
  ['never closes a quotation', 'a.csv', bytes('record;system;id\nEPISODE;"PRATOR;1\n'), 2, 'QUOTE_OPEN'],
  ['has a quotation mark in a bare cell', 'a.csv', bytes('record;system;id\nEPISODE;PRA"TOR;1\n'), 2, 'QUOTE_WITHIN'],
  ['has a record of no kind', 'a.csv', bytes('record;system;id\nPERSON;PRATOR;1\n'), 2, 'RECORD_UNKNOWN'],
  ['is of two systems', 'a.csv', bytes('record;system;id\nEPISODE;PRATOR;1\nEPISODE;META;2\n'), 3, 'SYSTEM'],
])('when a file %s, then its line and a code are told', (_what, name, content, line, code) => {
  expect(readFile(name, content)).toEqual({ ok: false, problem: { line, code } });
});

test('when a quoted text is long, then it is read', () => {
  const long = `${'å"";\n'.repeat(4000)}`;
  const read = csv('record;system;id;text', `MESSAGE;PRATOR;1;"${long}"`);
  expect(read.ok && read.value.rows[0]?.fields['text']).toBe(long.replaceAll('""', '"'));
});
