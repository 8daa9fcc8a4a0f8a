/**
 * Makes a folder with a card authority for tests, to try SITHS cards on one's own machine (docs/cards.md): certificates of the
 * authorities, their revocation lists, a certificate for the gateway, and cards of fictitious people. Nothing in it is secret to
 * anybody who matters, and nothing in it works in production.
 *
 * npx tsx scripts/card-authority.ts <folder> [<hsa-id>=<given name> <family name> …]
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createCardAuthority } from '../testing/src/cards/authority.ts';

const [folder, ...wanted] = process.argv.slice(2);
if (!folder || existsSync(folder)) {
  console.error('npx tsx scripts/card-authority.ts <new folder> [<hsa-id>=<given name> <family name> …]');
  process.exit(2);
}
const people = wanted.length > 0 ? wanted : ['SE2321000180-TEST1=Test Sjuksköterska', 'SE2321000180-TEST2=Test Läkare'];

const authority = await createCardAuthority();
const server = await authority.server(['localhost', '127.0.0.1']);
const files: [string, string][] = [
  ['authorities.pem', authority.certificates],
  ['revocations.pem', await authority.revocations({ to: new Date(Date.now() + 365 * 86_400_000) })],
  ['server.pem', server.certificate],
  ['server-key.pem', server.key],
];
for (const person of people) {
  const [hsaId = '', name = ''] = person.split('=');
  const [givenName = 'Test', familyName = 'Testsson'] = name.split(' ');
  const card = await authority.card({ hsaId, givenName, familyName, organisation: 'TEST Region Västernorrland' });
  files.push([`${hsaId}.pem`, card.certificate], [`${hsaId}-key.pem`, card.key]);
}
mkdirSync(folder, { recursive: true });
for (const [name, content] of files) {
  writeFileSync(path.join(folder, name), content, { mode: name.endsWith('-key.pem') ? 0o600 : 0o644 });
  console.log(path.join(folder, name));
}
