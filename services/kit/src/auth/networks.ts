import { BlockList, isIP } from 'node:net';

const FAMILIES = { 4: 'ipv4', 6: 'ipv6' } as const;

/** Is the text a network, as `192.0.2.0/24`, or one address? */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** Does an address lie in one of the networks? One of version 4 that is written in version 6 is the same. */
export function isWithin(address: string, networks: readonly string[]): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const version = isIP(plain);
  if (version !== 4 && version !== 6) return false;
  const list = new BlockList();
  for (const network of networks.filter(isNetwork)) {
    const [of = '', bits] = network.split('/');
    const family = FAMILIES[isIP(of) === 4 ? 4 : 6];
    if (bits === undefined) list.addAddress(of, family);
    else list.addSubnet(of, Number(bits), family);
  }
  return list.check(plain, FAMILIES[version]);
}
