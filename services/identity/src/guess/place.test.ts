import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeOf } from './place.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:C000:0207', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
])('%s stands for %s', (address, place) => {
  expect(placeOf(address)).toBe(place);
});

test.each([null, '', 'nonsense', '192.0.2.7:4711', '192.0.2', '2001:db8::/32', '[::1]'])(
  '%s is no address',
  (address) => {
    expect(placeOf(address)).toBeNull();
  },
);

const group = fc.integer({ min: 1, max: 0xffff });

test('when two addresses of version 6 differ in the last 64 bits alone, then they are one place, else they are two', () => {
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.nat(7), group, (groups, which, other) => {
      const changed = groups.with(which, other);
      const written = (parts: readonly number[]): string => parts.map((part) => part.toString(16)).join(':');
      const isOne = which >= 4 || groups[which] === other;
      expect(placeOf(written(groups)) === placeOf(written(changed))).toBe(isOne);
    }),
  );
});
