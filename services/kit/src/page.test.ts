import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from './id.ts';
import { type Page, pageOf, pageOfFound, pageRequest } from './page.ts';
import { BadInput } from './server/errors.ts';

interface Row {
  readonly id: string;
  readonly name: string;
}

function rows(count: number): readonly Row[] {
  return Array.from({ length: count }, () => ({ id: newId('epi'), name: 'Test Karlsson' }));
}

function page(count: number, first: number): Page<Row> {
  return pageOf(rows(count).slice(0, first + 1), { first, after: null }, (row) => row.id);
}

function refusal(ask: () => unknown): Readonly<Record<string, unknown>> {
  try {
    ask();
  } catch (error) {
    if (error instanceof BadInput) return error.extensions;
  }
  throw new Error('must be refused');
}

describe('a page', () => {
  test('has as many rows as were asked for, and knows whether there are more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 100 }), (count, first) => {
        const { edges, pageInfo } = page(count, first);
        expect(edges.length).toBe(Math.min(count, first));
        expect(pageInfo.hasNextPage).toBe(count > first);
        expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
      }),
    );
  });

  test('is gone on after its last row', () => {
    const { edges, pageInfo } = page(3, 2);
    expect(pageRequest({ first: 2, after: pageInfo.endCursor })).toEqual({ first: 2, after: edges[1]?.node.id });
  });

  test('has cursors that hold the id and nothing else: what a list is sorted by may be personal', () => {
    for (const { cursor, node } of page(3, 3).edges) {
      expect(Buffer.from(cursor, 'base64url').toString()).toBe(node.id);
    }
  });
});

test('a page of ids leaves out what is not found, and still ends at the last id', async () => {
  const ids = Array.from({ length: 4 }, () => newId('epi'));
  const { edges, pageInfo } = await pageOfFound(ids, { first: 3, after: null }, async (asked) => {
    expect(asked).toEqual(ids.slice(0, 3));
    return asked.map((id, i) => (i === 2 ? null : { id }));
  });
  expect(edges.map(({ node }) => node.id)).toEqual(ids.slice(0, 2));
  expect(pageRequest({ after: pageInfo.endCursor }).after).toBe(ids[2]);
  expect(pageInfo.hasNextPage).toBe(true);
});

describe('asking for a page', () => {
  test('takes the standard size when none is given', () => {
    expect(pageRequest({})).toEqual({ first: 50, after: null });
    expect(pageRequest({ first: null, after: null }, 20)).toEqual({ first: 20, after: null });
  });

  test('refuses sizes outside 1 to 100', () => {
    for (const first of [0, -1, 101, 2_147_483_647, -2_147_483_648]) {
      expect(refusal(() => pageRequest({ first }))).toMatchObject({ field: 'first', reason: 'OUT_OF_RANGE' });
    }
  });

  test('refuses cursors that are none of ours, whatever they hold', () => {
    const bad = ['', ' ', 'epi_1', 'bm90IGFuIGlk', '*', 'é', Buffer.from("epi_1' OR 1=1").toString('base64url')];
    for (const after of [...bad, Buffer.from(`epi_${'x'.repeat(61)}`).toString('base64url'), 'x'.repeat(100_000)]) {
      expect(refusal(() => pageRequest({ after }))).toMatchObject({ field: 'after', reason: 'UNKNOWN_CURSOR' });
    }
  });

  test('never lets through anything but an id', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.string().map((s) => Buffer.from(s).toString('base64url')),
        ),
        (after) => {
          try {
            expect(pageRequest({ after }).after).toMatch(/^[a-z]{3}_\w{1,60}$/);
          } catch (error) {
            expect(error).toBeInstanceOf(BadInput);
          }
        },
      ),
    );
  });
});
