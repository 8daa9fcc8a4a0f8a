import type { Role } from '@samplan/kit/access/viewer';

/** The first half of a username. */
const ROLE_WORDS: Readonly<Record<Role, string>> = {
  ADMINISTRATOR: 'admin',
  APPOINTED_STAFF: 'personal',
  CASE_OFFICER: 'myndighet',
  COUNSELLOR: 'kurator',
  DEPARTMENT_HEAD: 'avdelningschef',
  DISCHARGE_COORDINATOR: 'koordinator',
  DISTRICT_NURSE: 'dsk',
  NEEDS_ASSESSOR: 'handlaggare',
  NURSE: 'ssk',
  OCCUPATIONAL_THERAPIST: 'at',
  OPERATIONS_MANAGER: 'verksamhetschef',
  PHYSICIAN: 'lakare',
  PHYSIOTHERAPIST: 'ft',
  PLANNER: 'planerare',
  PSYCHOLOGIST: 'psykolog',
  RESIDENCE_COORDINATOR: 'boendesamordnare',
  SCHOOL_NURSE: 'skolskoterska',
  SCHOOL_PHYSICIAN: 'skollakare',
  SCHOOL_PRINCIPAL: 'rektor',
  SERVICE_ACCOUNT: 'system',
  SOCIAL_WORKER: 'socialsekreterare',
  SPECIAL_NEEDS_TEACHER: 'specialpedagog',
  SPEECH_THERAPIST: 'logoped',
  SUPER_USER: 'superanvandare',
  SYSTEM_MANAGER: 'forvaltare',
  UNIT_MANAGER: 'chef',
};

/** The second half of a username, where the name of the unit alone would not be guessed or stands twice. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^Avd 4 Medicin, Sollefteå$/, 'medicin-solleftea'],
  [/^Avd 6 Medicin, Nyköping$/, 'medicin-nykoping'],
  [/^Avd 31 Psykiatri, Ö-vik$/, 'psykiatri-ovik'],
  [/^Avd 7 Medicin Geriatrik, Ö-vik$/, 'geriatrik'],
  [/^Avd (\d+) ssk, Ö-vik$/, 'avd$1'],
  [/^Akutmottagning (.+), Ö-vik$/, 'akuten-$1'],
  [/^Akutavd SvHsd, Utb sjukhus$/, 'utbildning'],
  [/^Avd \d+ (.+), .+$/, '$1'],
  [/^(?:Hälsocentralen|Vårdcentralen) (.+)$/, '$1'],
  [/^Psykiatriska .*mottagningen (.+)$/, 'oppenvard-$1'],
  [/^Barn- och ungdomspsykiatrin (.+)$/, 'bup-$1'],
  [/^Barn- och elevhälsan$/, 'elevhalsan'],
  [/^Biståndsenheten .+$/, 'bistand'],
  [/^Socialtjänsten, (.+)$/, '$1'],
  [/^Vård- och omsorgsförvaltningen, ledning$/, 'vof'],
  [/^Socialförvaltningen, ledning$/, 'soc'],
  [/^Bildningsförvaltningen, ledning$/, 'bif'],
  [/^Region .+, förvaltning$/, 'region'],
];

/**
 * The username of somebody with a role at a unit: `ssk.medicin`.
 * @param number - 1 for the first who has the role there.
 */
export function usernameFor(role: Role, unitName: string, number: number): string {
  return `${ROLE_WORDS[role]}${number === 1 ? '' : number}.${placeOf(unitName)}`;
}

function placeOf(unitName: string): string {
  const known = PLACES.find(([name]) => name.test(unitName));
  return (known ? unitName.replace(...known) : unitName)
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-');
}
