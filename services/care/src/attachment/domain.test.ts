import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK_BYTES, chunkCount, chunkSize, MAX_BYTES, namedAs, safeFileName, typeOf } from './domain.ts';

describe('typeOf (f.6 126)', () => {
  test.each([
    ['a PDF', '%PDF-1.7\n…', 'PDF'],
    ['a text', 'Hej å hej\r\n\tslut', 'PLAIN_TEXT'],
    ['a page', '  <!doctype html><script>alert(1)</script>', null],
    ['a vector image, which may hold scripts', '<svg xmlns="http://www.w3.org/2000/svg"/>', null],
    ['a text with a null', 'a\u0000b', null],
    ['a text that begins as a PDF further on', ' %PDF-', 'PLAIN_TEXT'],
  ])('%s', (_, content, type) => {
    expect(typeOf(Buffer.from(content))).toBe(type);
  });

  test.each([
    ['a PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0], 'PNG'],
    ['a JPEG', [0xff, 0xd8, 0xff, 0xe0, 0], 'JPEG'],
    ['a program of Windows', [0x4d, 0x5a, 0x90, 0x00], null],
    ['a program of Linux', [0x7f, 0x45, 0x4c, 0x46], null],
    ['an archive, as office files are', [0x50, 0x4b, 0x03, 0x04], null],
    ['a GIF with more than text', [0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00], null],
    ['a text in another encoding', [0x68, 0xe5, 0x6c], null],
  ])('%s', (_, bytes, type) => {
    expect(typeOf(Buffer.from(bytes))).toBe(type);
  });
});

describe('safeFileName', () => {
  test.each([
    ['Läkemedelslista.pdf', 'Läkemedelslista.pdf'],
    ['C:\\Users\\prov\\lista.pdf', 'lista.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['..', 'bilaga'],
    ['  . ', 'bilaga'],
    ['fil\u202Efdp.exe', 'filfdp.exe'],
    ['a<b>:"|?*\u0000\n.txt', 'ab.txt'],
    [`${'å'.repeat(150)}.pdf`, 'å'.repeat(100)],
  ])('%j becomes %j', (given, safe) => {
    expect(safeFileName(given)).toBe(safe);
  });

  test('whatever is given, the name is safe, and safe names stay', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (given) => {
        const name = safeFileName(given);
        expect(name).toMatch(/^[^/\\<>:"|?*\p{C}. ][^/\\<>:"|?*\p{C}]*$/u);
        expect([...name].length).toBeLessThanOrEqual(100);
      }),
    );
  });

  test('a name says what the content is', () => {
    expect(namedAs('lista.PDF', 'PDF')).toBe('lista.PDF');
    expect(namedAs('bild.jpeg', 'JPEG')).toBe('bild.jpeg');
    expect(namedAs('lista.exe', 'PDF')).toBe('lista.exe.pdf');
    expect(namedAs('bilaga', 'PLAIN_TEXT')).toBe('bilaga.txt');
  });
});

test('whatever the size, the parts make up the file, and none is empty or too large', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MAX_BYTES }), (byteSize) => {
      const sizes = Array.from({ length: chunkCount(byteSize) }, (_, i) => chunkSize(byteSize, i));
      expect(sizes.reduce((a, b) => a + b, 0)).toBe(byteSize);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(CHUNK_BYTES);
    }),
  );
});
