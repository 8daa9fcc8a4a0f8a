import type { Role } from '@samplan/kit/access/viewer';
import { demoPeople } from './people.ts';
import { present } from './rule.ts';
import { DEMO_PASSWORD } from './staff.ts';
import { readPrincipalFiles } from './tree.ts';

/** Somebody to sign in as. */
export interface DemoSignIn {
  readonly organisation: string;
  readonly username: string;
  readonly password: string;
  readonly role: Role;
  readonly unit: string;
}

/** In the order of a discharge: who admits, who takes over, who counts; then another region with its municipality. */
const STORY: readonly (readonly [organisation: string, username: string])[] = [
  ['region-vasternorrland', 'ssk.medicin'],
  ['region-vasternorrland', 'lakare.medicin'],
  ['sundsvall', 'handlaggare.bistand'],
  ['sundsvall', 'ssk.hemsjukvard-centrum'],
  ['sundsvall', 'at.hemsjukvard-centrum'],
  ['region-vasternorrland', 'ssk.skonsmon'],
  ['region-vasternorrland', 'koordinator.medicin'],
  ['sundsvall', 'planerare.hemtjanst-centrum'],
  ['region-vasternorrland', 'cristina.testar'],
  ['ornskoldsvik', 'handlaggare.bistand'],
  ['region-vasternorrland', 'koordinator.psykiatri'],
  ['region-vasternorrland', 'forvaltare.region'],
  ['region-sormland', 'ssk.medicin'],
  ['katrineholm', 'handlaggare.bistand'],
  ['katrineholm', 'socialsekreterare.vuxna'],
  ['katrineholm', 'rektor.duveholmsgymnasiet'],
];

/** Whom the banner names. */
export function demoSignIns(): readonly DemoSignIn[] {
  const people = demoPeople(readPrincipalFiles());
  return STORY.map(([organisation, username]) => {
    const person = people.find((one) => one.organisation === organisation && one.username === username);
    const { unit, role } = present(person?.assignments[0], `${username} in ${organisation}`);
    return { organisation, username, password: DEMO_PASSWORD, role, unit: unit.name };
  });
}
