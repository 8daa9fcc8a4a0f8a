import { BadInput } from '@samplan/kit/server/errors';
import { describe, expect, test } from 'vitest';
import { MAX_BYTES } from './domain.ts';
import { draftContent, draftKey } from './input.ts';

describe('draftKey', () => {
  const id = 'epi_01k9xk3q6tf0t8gzv0d8f7m2ra';

  test.each(['planning-basis', `planning-basis:${id}`, `A:${id}:${id}:${id}`, 'a'.repeat(50)])('%s is a key', (key) => {
    expect(draftKey('key', key)).toBe(key);
  });

  test.each([
    ['empty', ''],
    ['an identity number', '19121212-1212'],
    ['a form and an identity number', 'form:191212121212'],
    ['a form with a number', 'form-191212121212'],
    ['four ids', `form:${id}:${id}:${id}:${id}`],
    ['no form', `:${id}`],
    ['a name that is too long', 'a'.repeat(51)],
    ['text after the id', `form:${id} Test August`],
    ['more lines', 'form\nform'],
  ])('%s is none', (_, key) => {
    expect(() => draftKey('input.key', key)).toThrow(BadInput);
  });
});

describe('draftContent', () => {
  test('as many bytes as there may be are taken, one more is not; å is two', () => {
    const full = 'å'.repeat(MAX_BYTES / 2);
    expect(draftContent('input.content', full)).toBe(full);
    expect(() => draftContent('input.content', `${full}x`)).toThrow(BadInput);
  });
});
