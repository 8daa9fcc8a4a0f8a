import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { recursiveInput } from './recursive-input.ts';

function inputs(sdl: string): string | undefined {
  return recursiveInput(buildSchema(`type Query { a: Int } ${sdl}`));
}

test('an input type that contains itself, at once or through others, is found', () => {
  expect(inputs('input Tree { children: [Tree!] }')).toBe('Tree');
  expect(inputs('input A { b: B! } input B { c: [C] } input C { a: A }')).toBe('A');
});

test('input types that only share others are not', () => {
  expect(inputs('input A { b: B, c: [C!]! } input B { c: C } input C { n: Int }')).toBeUndefined();
});
