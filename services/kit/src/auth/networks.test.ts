import { expect, test } from 'vitest';
import { isNetwork, isWithin } from './networks.ts';

test.each([
  ['192.0.2.7', ['192.0.2.0/24'], true],
  ['192.0.3.7', ['192.0.2.0/24'], false],
  ['::ffff:192.0.2.7', ['192.0.2.0/24'], true],
  ['192.0.2.7', ['192.0.2.7'], true],
  ['192.0.2.8', ['192.0.2.7'], false],
  ['2001:db8::1', ['2001:db8::/32'], true],
  ['2001:db9::1', ['2001:db8::/32'], false],
  ['192.0.2.7', ['2001:db8::/32', '192.0.2.0/30', '192.0.2.4/30'], true],
  ['192.0.2.7', [], false],
  ['nonsense', ['0.0.0.0/0'], false],
  ['', ['::/0'], false],
])('%s lies in %j: %s (F-162)', (address, networks, is) => {
  expect(isWithin(address, networks)).toBe(is);
});

test.each(['192.0.2.0/24', '192.0.2.1', '::/0', '2001:db8::/128', '0.0.0.0/0'])('%s is a network', (text) => {
  expect(isNetwork(text)).toBe(true);
});

test.each([
  '',
  '192.0.2.0/33',
  '192.0.2.0/',
  '192.0.2.0/24/8',
  '192.0.2',
  'example.org',
  '::/129',
  '1.2.3.4/-1',
  '1.2.3.4/1e1',
])('%j is none', (text) => {
  expect(isNetwork(text)).toBe(false);
});
