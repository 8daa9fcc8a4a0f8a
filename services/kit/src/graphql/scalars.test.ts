import { Kind } from 'graphql';
import { describe, expect, test } from 'vitest';
import { scalars } from './scalars.ts';

const { DateTime, Date: Day } = scalars;

describe('DateTime', () => {
  test('reads instants with a zone, whichever, and answers in UTC', () => {
    const read = (text: string): string => DateTime.serialize(DateTime.parseValue(text));
    expect(read('2026-11-21T09:30:00.000Z')).toBe('2026-11-21T09:30:00.000Z');
    expect(read('2026-11-21T10:30:00+01:00')).toBe('2026-11-21T09:30:00.000Z');
    expect(read('2026-11-21T09:30Z')).toBe('2026-11-21T09:30:00.000Z');
    expect(read('2026-11-21T09:30:00.123456789Z')).toBe('2026-11-21T09:30:00.123Z');
    expect(DateTime.parseLiteral({ kind: Kind.STRING, value: '2026-11-21T09:30Z' }, {})).toEqual(
      new Date('2026-11-21T09:30:00Z'),
    );
  });

  test('refuses what has no zone, is no such day or hour, or is not text', () => {
    for (const value of [
      '2026-11-21T09:30:00',
      '2026-11-21',
      '2026-02-30T09:30:00Z',
      '2026-13-01T09:30:00Z',
      '2026-11-21T24:30:00Z',
      '2026-11-21T09:30:00+25:00',
      '2026-11-21 09:30:00Z',
      ' 2026-11-21T09:30:00Z',
      '2026-11-21T09:30:00Z\n',
      '+012026-11-21T09:30:00Z',
      'now',
      '',
      0,
      1_795_000_000_000,
      null,
      true,
      {},
      ['2026-11-21T09:30:00Z'],
    ]) {
      expect(() => DateTime.parseValue(value), JSON.stringify(value)).toThrow('not an ISO 8601 instant with zone');
    }
    expect(() => DateTime.parseLiteral({ kind: Kind.INT, value: '1795000000' }, {})).toThrow('not an ISO 8601 instant');
  });

  test('answers nothing but instants', () => {
    expect(() => DateTime.serialize('2026-11-21T09:30:00Z')).toThrow(TypeError);
    expect(() => DateTime.serialize(new Date(Number.NaN))).toThrow(RangeError);
  });
});

describe('Date', () => {
  test('reads and answers calendar days', () => {
    expect(Day.parseValue('2028-02-29')).toBe('2028-02-29');
    expect(Day.serialize('2026-11-21')).toBe('2026-11-21');
    expect(Day.parseLiteral({ kind: Kind.STRING, value: '2026-11-21' }, {})).toBe('2026-11-21');
  });

  test('refuses days that no calendar has and other forms', () => {
    for (const value of [
      '2026-02-29',
      '2026-00-10',
      '2026-11-31',
      '20261121',
      '2026-11-21T00:00:00Z',
      '26-11-21',
      '',
      5,
    ]) {
      expect(() => Day.parseValue(value), JSON.stringify(value)).toThrow('not an ISO 8601 day');
    }
    expect(() => Day.parseLiteral({ kind: Kind.INT, value: '20261121' }, {})).toThrow('not an ISO 8601 day');
  });
});

test('a complaint never repeats the value', () => {
  for (const parse of [DateTime.parseValue, Day.parseValue]) {
    expect(() => parse('191010239810')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('1910') }),
    );
  }
});
