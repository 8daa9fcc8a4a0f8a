import { isIP } from 'node:net';

/**
 * What stands for the place of a client: its address of version 4, or the network of 64 bits that one customer gets of version 6.
 * @returns null for anything that is no address.
 */
export function placeOf(address: string | null): string | null {
  const plain = address?.replace(/%.*$/, '') ?? '';
  if (isIP(plain) === 4) return plain;
  if (isIP(plain) !== 6) return null;
  const groups = groupsOf(plain);
  const [, , , , , mapped = 0, high = 0, low = 0] = groups;
  if (mapped === 0xffff && groups.slice(0, 5).every((group) => group === 0)) {
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

/** The eight groups of an address of version 6. */
function groupsOf(address: string): readonly number[] {
  // Written in one way: lower case, the end of version 4 as two groups.
  const text = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = [], after = []] = text.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}
