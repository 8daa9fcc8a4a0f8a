import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadBody, parseJson } from './json.ts';

function read(text: string): unknown {
  return parseJson(Buffer.from(text));
}

/** Arrays within arrays. */
function nested(levels: number, inside = ''): string {
  return '['.repeat(levels) + inside + ']'.repeat(levels);
}

describe('nesting', () => {
  test('of twenty levels is read, of twenty-one refused', () => {
    expect(read(nested(20))).toBeInstanceOf(Array);
    expect(() => read(nested(21))).toThrow(BadBody);
    expect(() => read(`${'{"a":'.repeat(21)}1${'}'.repeat(21)}`)).toThrow(BadBody);
    expect(() => read(`${'{"a":['.repeat(11)}1${']}'.repeat(11)}`)).toThrow(BadBody);
  });

  test('of a hundred thousand levels costs no stack', () => {
    expect(() => read(nested(100_000))).toThrow(BadBody);
    expect(() => read('['.repeat(250_000))).toThrow(BadBody);
  });

  test('is not counted within strings, however they are escaped', () => {
    const brackets = '[{'.repeat(50);
    for (const value of [
      brackets,
      `"${brackets}`,
      `\\${brackets}`,
      `\\"${brackets}"`,
      `${brackets}\\`,
      `\u2028${brackets}`,
    ]) {
      expect(read(JSON.stringify({ query: value }))).toEqual({ query: value });
    }
  });

  test('after a string that ends in an escaped backslash is counted again', () => {
    expect(() => read(`["\\\\", ${nested(20)}]`)).toThrow(BadBody);
    expect(read(`["\\\\", ${nested(19)}]`)).toBeInstanceOf(Array);
  });

  test('cannot be hidden behind brackets that close too early', () => {
    expect(() => read(']'.repeat(30) + nested(30))).toThrow(BadBody);
    expect(() => read(`"${nested(30)}`)).toThrow(BadBody);
  });
});

describe('what is read', () => {
  test('is what JSON.parse reads, for all JSON that is not too deep', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        if (/"(__proto__|constructor)"/.test(text)) return;
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('is JSON or nothing: any bytes either are read or refused in the same way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          parseJson(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(BadBody);
        }
      }),
    );
  });

  test('is valid UTF-8', () => {
    const quoted = (...bytes: number[]): Buffer => Buffer.from([0x22, ...bytes, 0x22]);
    expect(parseJson(quoted(0xc3, 0xa5))).toBe('å');
    for (const bytes of [[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80]]) {
      expect(() => parseJson(quoted(...bytes)), bytes.join()).toThrow(BadBody);
    }
    expect(() => parseJson(Buffer.from('{"a":1}', 'utf16le'))).toThrow(BadBody);
  });

  test('changes no prototype', () => {
    for (const text of [
      '{"__proto__":{"isAdmin":true}}',
      '{"a":{"__proto__":null}}',
      '{"\\u005f_proto__":{"isAdmin":true}}',
      '{"constructor":{"prototype":{"isAdmin":true}}}',
      '[{"a":[{"__proto__":1}]}]',
    ]) {
      expect(() => read(text), text).toThrow(BadBody);
    }
    expect({}).not.toHaveProperty('isAdmin');
  });

  test('is not empty', () => {
    for (const text of ['', ' ', '\u0000', '{', '{"a":1}}', '{a:1}', "{'a':1}", '{"a":1,}', 'undefined', 'NaN']) {
      expect(() => read(text), text).toThrow(BadBody);
    }
  });
});
