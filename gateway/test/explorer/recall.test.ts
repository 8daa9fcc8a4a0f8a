import { describe, expect, test } from 'vitest';
import { fill, type Recall, remember } from '../../explorer/page/recall.ts';

function recallOf(...answers: readonly unknown[]): Recall {
  const recall: Recall = new Map();
  for (const answer of answers) remember(recall, answer);
  return recall;
}

describe('what is remembered of an answer', () => {
  test('when a thing has an id and a version, then both are known by the prefix', () => {
    const recall = recallOf({ data: { admitPatient: { episode: { id: 'epi_01', version: 3 } } } });
    expect([recall.get('epi'), recall.get('epi.version')]).toEqual(['epi_01', 3]);
  });

  test('when the same kind is seen again, then the later one counts', () => {
    expect(recallOf({ a: { id: 'pat_1' } }, { a: { id: 'pat_2' } }).get('pat')).toBe('pat_2');
  });

  test('when there is a list, then its first item counts', () => {
    expect(recallOf({ edges: [{ node: { id: 'epi_1' } }, { node: { id: 'epi_2' } }] }).get('epi')).toBe('epi_1');
  });

  test('when a message cannot be acknowledged, then it does not take the place of one that can', () => {
    const message = (id: string, viewerCanAcknowledge: boolean) => ({ message: { id, viewerCanAcknowledge } });
    expect(recallOf([message('msg_1', false), message('msg_2', true)]).get('msg')).toBe('msg_2');
  });

  test('when recipients are suggested, then those that are chosen beforehand are known', () => {
    const suggestion = (id: string, isPreselected: boolean) => ({ unit: { id }, isPreselected });
    const suggestions = [suggestion('unt_1', true), suggestion('unt_2', false), suggestion('unt_3', true)];
    const recall = recallOf({ data: { previewRecipients: { suggestions } } });
    expect(recall.get('recipients')).toEqual(['unt_1', 'unt_3']);
    expect(recall.get('recipient')).toBe('unt_1');
  });

  test.each([null, undefined, 'text', 7, [], {}, { id: 5 }, { id: 'no-prefix' }, { data: null, errors: [{}] }])(
    'when the answer is %j, then nothing is remembered',
    (answer) => expect([...recallOf(answer)]).toEqual([]),
  );
});

describe('how an example is filled', () => {
  const now = new Date('2026-11-21T08:00:00.000Z');
  const filled = (template: unknown, recall: Recall = new Map()) => fill(template, recall, now, () => 'key-1');

  test('when something is remembered, then it stands in its place, as the type it has', () => {
    const recall = new Map<string, unknown>([
      ['epi', 'epi_1'],
      ['epi.version', 4],
      ['recipients', ['unt_1']],
    ]);
    const template = { input: { id: '{{epi}}', version: '{{epi.version}}', to: '{{recipients}}', list: ['{{epi}}'] } };
    expect(filled(template, recall)).toEqual({ input: { id: 'epi_1', version: 4, to: ['unt_1'], list: ['epi_1'] } });
  });

  test.each([
    ['2026-11-21T08:00:00.000Z', '{{today-7d}}', '2026-11-14'],
    ['2026-11-21T23:30:00.000Z', '{{today+0d}}', '2026-11-22'],
    ['2026-10-24T22:30:00.000Z', '{{today+1d}}', '2026-10-26'], // the longest day of the year lies between
  ])('when it is %s, then %s is %s, by the calendar in Sweden', (instant, place, expected) =>
    expect(fill(place, new Map(), new Date(instant), () => 'key-1')).toBe(expected),
  );

  test('when nothing is remembered, then an ellipsis waits for the user', () => {
    expect(filled({ id: '{{epi}}' })).toEqual({ id: '…' });
  });

  test('when an instant is wanted, then it is counted from now', () => {
    expect(filled(['{{now-10m}}', '{{now-2h}}', '{{now+3d}}'])).toEqual([
      '2026-11-21T07:50:00.000Z',
      '2026-11-21T06:00:00.000Z',
      '2026-11-24T08:00:00.000Z',
    ]);
  });

  test('when a key is wanted, then it is a new one', () => {
    expect(filled({ idempotencyKey: '{{key}}' })).toEqual({ idempotencyKey: 'key-1' });
  });

  test.each(['plain', 'in {{epi}} text', 5, true, null])('when the value is %j, then it stays', (value) => {
    expect(filled(value)).toBe(value);
  });
});
