import { CAPABILITIES, type Capability } from '@samplan/kit/access/capability';
import {
  ADMINISTRATION_KINDS,
  type AdministrationKind,
  ROLES,
  type Role,
  type UnitKind,
} from '@samplan/kit/access/viewer';
import { describe, expect, test } from 'vitest';
import { capabilitiesOf, MATRIX } from './matrix.ts';

/*
 * The tables e.1 and e.2 of the domain description, cell by cell as they stand there: ● allowed, ○ allowed on the own scope,
 * ◐ with an appointment (the role stands for it), – not allowed, ? left open by the seed and therefore not allowed (K7).
 * Where the matrix says something else, DEVIATIONS says so and why.
 */

/** The columns of e.1 and what they are in the matrix. */
const E1_COLUMNS = {
  'M.ack': ['message.acknowledge'],
  'M.send': ['episode.admit', 'discharge-ready.report', 'discharge.report'],
  'M.fwd': ['message.reroute'],
  'SIP.init': ['sip.initiate'],
  'SIP.ans': ['sip.answer'],
  CR: ['care-report.send'],
  'ACC.ord': ['access.order'],
  'ACC.gr': ['access.grant'],
  SU: ['super-user.appoint'],
  TREE: ['organisation.edit'],
  'RES.eld': ['residence.edit-elderly'],
  'RES.dis': ['residence.edit-disability'],
  LOG: ['log.review'],
  ME: ['own-contact.edit'],
} as const satisfies Columns;

// biome-ignore format: a table
const E1 = `
                                                       M.ack M.send M.fwd SIP.init SIP.ans CR ACC.ord ACC.gr SU TREE RES.eld RES.dis LOG ME
  VOF NURSE DISTRICT_NURSE                           |   ●     –      –      ●        ●    ●     –      –    –   –      –       –     –   ●
  VOF OCCUPATIONAL_THERAPIST PHYSIOTHERAPIST         |   ●     –      –      ●        ●    ●     –      –    –   –      –       –     –   ●
  VOF CASE_OFFICER NEEDS_ASSESSOR                    |   ●     –      –      ●        ●    –     –      –    –   –      –       –     –   ●
  VOF PLANNER                                        |   –     –      –      ●        ●    –     –      –    –   –      –       –     –   ●
  VOF UNIT_MANAGER                                   |   –     –      –      ●        ●    –     ○      –    –   –      –       –     –   ●
  VOF OPERATIONS_MANAGER                             |   –     –      –      –        –    –     ○      –    ●   –      –       –     –   ●
  VOF SUPER_USER                                     |   –     –      –      –        –    –     –      –    –   –      –       –     –   ●
  VOF RESIDENCE_COORDINATOR                          |   –     –      –      –        –    –     –      –    –   –      ●       –     –   ●
  VOF ADMINISTRATOR                                  |   –     –      ●      –        –    –     –      ●    –   –      –       –     –   ●
  VOF SYSTEM_MANAGER                                 |   –     –      –      –        –    –     –      ●    –   ●      –       ●     ●   ●
  SOC NURSE DISTRICT_NURSE                           |   ●     –      –      –        –    –     –      –    –   –      –       –     –   ○
  SOC OCCUPATIONAL_THERAPIST PHYSIOTHERAPIST         |   ●     –      –      –        –    –     –      –    –   –      –       –     –   ○
  SOC CASE_OFFICER NEEDS_ASSESSOR                    |   ●     –      –      –        –    –     –      –    –   –      –       –     –   ○
  SOC SOCIAL_WORKER                                  |   –     –      –      ?        ●    –     –      –    –   –      –       –     –   ○
  SOC ADMINISTRATOR                                  |   –     –      ●      ?        ●    –     –      ●    –   ●      –       –     ●   ○
  SOC UNIT_MANAGER                                   |   –     –      –      ?        ●    –     ○      –    ●   –      –       –     –   ○
  SOC SUPER_USER                                     |   ●     –      ●      –        –    –     –      –    –   –      –       –     –   ○
  SOC DEPARTMENT_HEAD                                |   –     –      –      –        –    –     –      –    –   –      –       –     –   –
  BIF SCHOOL_PHYSICIAN SCHOOL_NURSE                  |   –     –      –      ?        ●    –     –      –    –   –      –       –     –   ●
  BIF SPECIAL_NEEDS_TEACHER COUNSELLOR               |   –     –      –      ?        ●    –     –      –    –   –      –       –     –   ●
  BIF PSYCHOLOGIST SPEECH_THERAPIST                  |   –     –      –      ?        ●    –     –      –    –   –      –       –     –   ●
  BIF APPOINTED_STAFF                                |   –     –      –      ?        ◐    –     –      –    –   –      –       –     –   ●
  BIF SCHOOL_PRINCIPAL UNIT_MANAGER                  |   –     –      –      ●        ●    –     ○      –    –   –      –       –     –   ●
  BIF OPERATIONS_MANAGER                             |   –     –      –      –        –    –     ○      –    –   –      –       –     –   ●
  BIF ADMINISTRATOR                                  |   –     –      ●      –        –    –     –      ●    –   ●      –       –     ●   ●
`;

/** The columns of e.2. Starting an episode and sending its admission notice are one act. */
const E2_COLUMNS = {
  START: ['episode.admit'],
  NOTICE: ['episode.admit'],
  READY: ['discharge-ready.report'],
  DISCH: ['discharge.report'],
  ACK: ['message.acknowledge'],
  PB: ['planning-basis.answer'],
  FCC: ['care-contact.confirm'],
  SIP: ['sip.initiate'],
  END: ['episode.close'],
} as const satisfies Columns;

// biome-ignore format: a table
const E2 = `
                                                            START NOTICE READY DISCH ACK PB FCC SIP END
  REGION NURSE DISCHARGE_COORDINATOR @INPATIENT_SOMATIC      |  ●    ●     ●     ●    –  ●   –   ?   ●
  REGION NURSE DISCHARGE_COORDINATOR @INPATIENT_PSYCHIATRIC  |  ●    ●     ●     ●    –  ●   –   ?   ●
  REGION NURSE DISTRICT_NURSE @HEALTH_CENTRE                 |  –    –     –     –    ●  ●   ●   ●   –
  REGION NURSE DISCHARGE_COORDINATOR @PSYCHIATRIC_OUTPATIENT |  –    –     –     –    ●  ●   ●   ●   –
  VOF NEEDS_ASSESSOR                                         |  –    –     –     –    ●  ●   ○   ●   –
  VOF NURSE DISTRICT_NURSE                                   |  –    –     –     –    ●  ●   ○   ●   –
  VOF OCCUPATIONAL_THERAPIST PHYSIOTHERAPIST                 |  –    –     –     –    ●  ●   –   –   –
`;

/** Cells in which the matrix does not say what the text says, each with the reason. */
const DEVIATIONS: readonly { readonly rows: RegExp; readonly column: keyof typeof E2_COLUMNS; readonly why: string }[] =
  [
    {
      rows: /@INPATIENT/,
      column: 'ACK',
      why: 'e.2 looks at the ward’s own notices. Extra messages go to all parties, the ward among them (F-234, F-240 to F-243).',
    },
    {
      rows: /@INPATIENT/,
      column: 'SIP',
      why: 'Open in e.2 (K7). The table F-212 counts plans that inpatient care leads, and who starts a plan leads it (F-256).',
    },
    {
      rows: /^VOF (OCCUPATIONAL_THERAPIST|PHYSIOTHERAPIST)/,
      column: 'SIP',
      why: 'e.2 does not name them; e.1 does: licensed staff initiate and answer (F-007, F-027).',
    },
  ];

/** Who registers and lifts blocks. */
const BLOCKERS: readonly string[] = [
  'BIF COUNSELLOR',
  'BIF PSYCHOLOGIST',
  'BIF SCHOOL_NURSE',
  'BIF SCHOOL_PHYSICIAN',
  'REGION DISCHARGE_COORDINATOR @INPATIENT_PSYCHIATRIC',
  'REGION DISCHARGE_COORDINATOR @INPATIENT_SOMATIC',
  'REGION DISCHARGE_COORDINATOR @PSYCHIATRIC_OUTPATIENT',
  'REGION DISTRICT_NURSE @HEALTH_CENTRE',
  'REGION NURSE',
  'REGION PHYSICIAN @INPATIENT_PSYCHIATRIC',
  'REGION PHYSICIAN @INPATIENT_SOMATIC',
  'SOC CASE_OFFICER',
  'SOC NEEDS_ASSESSOR',
  'SOC SOCIAL_WORKER',
  'VOF CASE_OFFICER',
  'VOF DISTRICT_NURSE',
  'VOF NEEDS_ASSESSOR',
  'VOF NURSE',
  'VOF OCCUPATIONAL_THERAPIST',
  'VOF PHYSIOTHERAPIST',
];

/** Who registers consents to shared documentation and reads it. */
const SHARERS: readonly string[] = BLOCKERS.filter((holder) => !holder.startsWith('BIF '));

/**
 * What the tables have no column for: who holds each capability, no more and no less. A unit kind stands where it does not
 * hold at every operative unit of the administration.
 */
const OTHERS: Readonly<Partial<Record<Capability, { readonly source: string; readonly holders: readonly string[] }>>> =
  {
    'message.acknowledge-on-behalf': {
      source: 'F-261: a central function; e.2 names local management too, and B-01 says who that is: the administrator',
      holders: [
        'BIF ADMINISTRATOR',
        'REGION ADMINISTRATOR',
        'REGION SYSTEM_MANAGER',
        'SOC ADMINISTRATOR',
        'VOF ADMINISTRATOR',
      ],
    },
    'help.answer': {
      source:
        'F-261, F-263: who can acknowledge admission and discharge messages on behalf; education gets none (F-006)',
      holders: ['REGION ADMINISTRATOR', 'REGION SYSTEM_MANAGER', 'SOC ADMINISTRATOR', 'VOF ADMINISTRATOR'],
    },
    'message.oversee': {
      source: 'B-01, B-02: the ladder after the unit, and the central function',
      holders: [
        'BIF ADMINISTRATOR',
        'REGION ADMINISTRATOR',
        'REGION SUPER_USER',
        'REGION SYSTEM_MANAGER',
        'SOC ADMINISTRATOR',
        'SOC SUPER_USER',
        'VOF ADMINISTRATOR',
        'VOF SUPER_USER',
      ],
    },
    'transition.follow-up': {
      source: 'F-208, F-210: who administers where there is a part in care; in social services the administrator alone',
      holders: [
        'REGION ADMINISTRATOR',
        'REGION SYSTEM_MANAGER',
        'SOC ADMINISTRATOR',
        'VOF ADMINISTRATOR',
        'VOF SYSTEM_MANAGER',
      ],
    },
    'patient-addressing.edit': {
      source: 'F-224, F-225; psychiatric care sets its outpatient unit (F-235, F-241)',
      holders: [
        'REGION DISCHARGE_COORDINATOR @INPATIENT_PSYCHIATRIC',
        'REGION DISCHARGE_COORDINATOR @PSYCHIATRIC_OUTPATIENT',
        'REGION NURSE @INPATIENT_PSYCHIATRIC',
        'REGION NURSE @PSYCHIATRIC_OUTPATIENT',
        'VOF CASE_OFFICER',
        'VOF DISTRICT_NURSE',
        'VOF NEEDS_ASSESSOR',
        'VOF NURSE',
      ],
    },
    'planning-questions.publish': {
      source: 'F-244: the questions are the region’s, kept by its central management',
      holders: ['REGION SYSTEM_MANAGER'],
    },
    'patient.register': {
      source: 'F-225; the ward when the patient is missing (F-231)',
      holders: [
        'REGION DISCHARGE_COORDINATOR @INPATIENT_PSYCHIATRIC',
        'REGION DISCHARGE_COORDINATOR @INPATIENT_SOMATIC',
        'REGION NURSE @INPATIENT_PSYCHIATRIC',
        'REGION NURSE @INPATIENT_SOMATIC',
        'VOF CASE_OFFICER',
        'VOF DISTRICT_NURSE',
        'VOF NEEDS_ASSESSOR',
        'VOF NURSE',
      ],
    },
    'patient.look-up': {
      source: 'F-225, F-231; region outpatient care for its own listed patients (F-240, F-241)',
      holders: [
        'REGION DISCHARGE_COORDINATOR @INPATIENT_PSYCHIATRIC',
        'REGION DISCHARGE_COORDINATOR @INPATIENT_SOMATIC',
        'REGION DISCHARGE_COORDINATOR @PSYCHIATRIC_OUTPATIENT',
        'REGION DISTRICT_NURSE @HEALTH_CENTRE',
        'REGION NURSE',
        'VOF CASE_OFFICER',
        'VOF DISTRICT_NURSE',
        'VOF NEEDS_ASSESSOR',
        'VOF NURSE',
      ],
    },
    'recipients.preview': {
      source: 'B-13: who sends the notice, and who keeps the links that steer it',
      holders: [
        'REGION DISCHARGE_COORDINATOR @INPATIENT_PSYCHIATRIC',
        'REGION DISCHARGE_COORDINATOR @INPATIENT_SOMATIC',
        'REGION NURSE @INPATIENT_PSYCHIATRIC',
        'REGION NURSE @INPATIENT_SOMATIC',
        'VOF CASE_OFFICER',
        'VOF DISTRICT_NURSE',
        'VOF NEEDS_ASSESSOR',
        'VOF NURSE',
      ],
    },
    'service-account.grant': {
      source: 'F-162, F-212: systems are let in by whoever manages the system; elsewhere nobody, until it is said who',
      holders: ['REGION SYSTEM_MANAGER', 'VOF SYSTEM_MANAGER'],
    },
    'access-step.complete': {
      source: 'e.4: super-users add and inactivate, system managers end; each only the steps that name the role',
      holders: ADMINISTRATION_KINDS.flatMap((kind) => [`${kind} SUPER_USER`, `${kind} SYSTEM_MANAGER`]).sort(),
    },
    'liability.record': {
      source: 'G-030, G-033: the ward knows why the patient cannot leave',
      holders: [
        'REGION DISCHARGE_COORDINATOR @INPATIENT_PSYCHIATRIC',
        'REGION DISCHARGE_COORDINATOR @INPATIENT_SOMATIC',
        'REGION NURSE @INPATIENT_PSYCHIATRIC',
        'REGION NURSE @INPATIENT_SOMATIC',
      ],
    },
    'liability-basis.read': {
      source: 'G-177: who pays and who is paid',
      holders: [
        'REGION OPERATIONS_MANAGER',
        'REGION SYSTEM_MANAGER',
        'SOC DEPARTMENT_HEAD',
        'VOF OPERATIONS_MANAGER',
        'VOF SYSTEM_MANAGER',
      ],
    },
    'liability-terms.edit': { source: 'G-018, G-036: the region keeps them', holders: ['REGION SYSTEM_MANAGER'] },
    'liability.correct': { source: 'G-041: the region makes the basis', holders: ['REGION SYSTEM_MANAGER'] },
    'block.register': { source: 'G-077, G-079: who meets the patient in care that is documented', holders: BLOCKERS },
    'block.lift': { source: 'G-078: the same', holders: BLOCKERS },
    'sharing-consent.register': {
      source: 'G-079, G-080, G-092: the same, without education (F-006)',
      holders: SHARERS,
    },
    'shared-documentation.open': { source: 'G-080, G-081: the same', holders: SHARERS },
    'emergency.open': {
      source: 'G-083: licensed health care staff',
      holders: [
        'REGION DISTRICT_NURSE @HEALTH_CENTRE',
        'REGION NURSE',
        'REGION PHYSICIAN @INPATIENT_PSYCHIATRIC',
        'REGION PHYSICIAN @INPATIENT_SOMATIC',
        'VOF DISTRICT_NURSE',
        'VOF NURSE',
      ],
    },
    'identity-protection.mark': {
      source: 'G-090: who registers patients or decides for them',
      holders: [
        'REGION DISCHARGE_COORDINATOR @INPATIENT_PSYCHIATRIC',
        'REGION DISCHARGE_COORDINATOR @INPATIENT_SOMATIC',
        'REGION DISCHARGE_COORDINATOR @PSYCHIATRIC_OUTPATIENT',
        'REGION DISTRICT_NURSE @HEALTH_CENTRE',
        'REGION NURSE',
        'SOC CASE_OFFICER',
        'SOC NEEDS_ASSESSOR',
        'SOC SOCIAL_WORKER',
        'VOF CASE_OFFICER',
        'VOF DISTRICT_NURSE',
        'VOF NEEDS_ASSESSOR',
        'VOF NURSE',
      ],
    },
    'protected-staff.name': {
      source: 'G-090: the manager of the unit',
      holders: [
        'BIF SCHOOL_PRINCIPAL',
        'BIF UNIT_MANAGER',
        'REGION OPERATIONS_MANAGER',
        'REGION UNIT_MANAGER',
        'SOC UNIT_MANAGER',
        'VOF UNIT_MANAGER',
      ],
    },
    'outage.set': { source: 'F-300: the management of the system', holders: ['REGION SYSTEM_MANAGER'] },
    'read-mode.set': { source: 'F-206: the management of the system', holders: ['REGION SYSTEM_MANAGER'] },
    'statistics.read': {
      source: 'F-212, G-171: counts, for those who manage the system',
      holders: ['BIF ADMINISTRATOR', 'REGION SYSTEM_MANAGER', 'SOC ADMINISTRATOR', 'VOF SYSTEM_MANAGER'],
    },
  };

/** The region's own managers, of whom no seed speaks: as in the municipalities (F-012, F-013, F-022 to F-024, F-028, F-261). */
const REGION_MANAGERS: Readonly<Partial<Record<Role, readonly Capability[]>>> = {
  UNIT_MANAGER: ['access.order', 'own-contact.edit', 'protected-staff.name'],
  OPERATIONS_MANAGER: ['access.order', 'liability-basis.read', 'own-contact.edit', 'protected-staff.name'],
  ADMINISTRATOR: [
    'access.grant',
    'help.answer',
    'message.acknowledge-on-behalf',
    'message.oversee',
    'message.reroute',
    'own-contact.edit',
    'transition.follow-up',
  ],
  SYSTEM_MANAGER: [
    'access-step.complete',
    'access.grant',
    'help.answer',
    'liability-basis.read',
    'liability-terms.edit',
    'liability.correct',
    'log.review',
    'message.acknowledge-on-behalf',
    'message.oversee',
    'organisation.edit',
    'outage.set',
    'own-contact.edit',
    'planning-questions.publish',
    'read-mode.set',
    'service-account.grant',
    'statistics.read',
    'transition.follow-up',
  ],
  SUPER_USER: ['access-step.complete', 'message.oversee'],
  DEPARTMENT_HEAD: [],
};

/** Capabilities that show or change something about a patient. */
const CLINICAL: readonly Capability[] = CAPABILITIES.filter(
  (capability) =>
    /^(patient|patient-addressing|recipients|episode|message|extra-message|care-report|care-contact|discharge|discharge-ready|planning-basis|sip)\./.test(
      capability,
    ) && !['message.oversee', 'message.reroute', 'message.acknowledge-on-behalf'].includes(capability),
);

/** The unit kinds that each administration has beside organisational levels. */
const OPERATIVE: Readonly<Record<AdministrationKind, readonly UnitKind[]>> = {
  REGION: ['INPATIENT_SOMATIC', 'INPATIENT_PSYCHIATRIC', 'HEALTH_CENTRE', 'PSYCHIATRIC_OUTPATIENT'],
  VOF: ['ASSESSMENT', 'HOME_HEALTH', 'HOME_CARE', 'RESIDENCE'],
  SOC: ['SOCIAL_SERVICES', 'ASSESSMENT', 'RESIDENCE'],
  BIF: ['SCHOOL', 'STUDENT_HEALTH'],
};

type Columns = Readonly<Record<string, readonly Capability[]>>;

interface Cell {
  readonly row: string;
  readonly administration: AdministrationKind;
  readonly role: Role;
  readonly kinds: readonly UnitKind[];
  readonly column: string;
  readonly mark: string;
}

/** The cells of a table, one for each role of a row. */
function cellsOf(table: string, columns: Columns): readonly Cell[] {
  const [head = '', ...lines] = table.trim().split('\n');
  expect(head.trim().split(/\s+/)).toEqual(Object.keys(columns));
  return lines.flatMap((line) => {
    const [left = '', right = ''] = line.split('|');
    const [administration, ...names] = left.trim().split(/\s+/) as [AdministrationKind, ...string[]]; // checked below
    const kinds = names.filter((name) => name.startsWith('@')).map((name) => name.slice(1) as UnitKind);
    const marks = right.trim().split(/\s+/);
    expect(marks, line).toHaveLength(Object.keys(columns).length);
    expect(ADMINISTRATION_KINDS).toContain(administration);
    return names
      .filter((name) => !name.startsWith('@'))
      .flatMap((name) => {
        expect(ROLES).toContain(name);
        return Object.keys(columns).map((column, i) => ({
          row: [administration, name, ...kinds.map((kind) => `@${kind}`)].join(' '),
          administration,
          role: name as Role,
          kinds: kinds.length > 0 ? kinds : OPERATIVE[administration],
          column,
          mark: marks[i] ?? '',
        }));
      });
  });
}

function isAllowed(cell: Cell): boolean {
  const says = ['●', '○', '◐'].includes(cell.mark);
  const deviates = DEVIATIONS.some(({ rows, column }) => rows.test(cell.row) && column === cell.column);
  return deviates ? !says : says;
}

/** Who holds a capability, and at which kinds of unit where it is not all of them. */
function holdersOf(capability: Capability): readonly string[] {
  return ADMINISTRATION_KINDS.flatMap((administration) =>
    ROLES.flatMap((role) => {
      const all = OPERATIVE[administration];
      const kinds = all.filter((kind) => capabilitiesOf(administration, role, kind).includes(capability));
      if (kinds.length === all.length) return [`${administration} ${role}`];
      return kinds.map((kind) => `${administration} ${role} @${kind}`);
    }),
  ).sort();
}

const everyone = ADMINISTRATION_KINDS.flatMap((administration) => ROLES.map((role) => [administration, role] as const));

describe.each([
  ['e.1', E1, E1_COLUMNS],
  ['e.2', E2, E2_COLUMNS],
] as const)('the permission matrix, %s', (_, table, columns: Columns) => {
  const cells = cellsOf(table, columns);
  const rows = [...new Set(cells.map((cell) => cell.row))];

  test.each(rows)('%s may do what the row says and not what it does not', (row) => {
    const own = cells.filter((cell) => cell.row === row);
    const found = own.map((cell) => {
      const held = cell.kinds.map((kind) =>
        (columns[cell.column] ?? []).some((of) => capabilitiesOf(cell.administration, cell.role, kind).includes(of)),
      );
      expect(new Set(held).size, `${row} ${cell.column} at ${cell.kinds}`).toBe(1);
      return [cell.column, held[0]];
    });
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(own.map((cell) => [cell.column, isAllowed(cell)])));
  });
});

test('every deviation from the text is one', () => {
  const cells = cellsOf(E2, E2_COLUMNS);
  for (const { rows, column, why } of DEVIATIONS) {
    const meant = cells.filter((cell) => rows.test(cell.row) && cell.column === column);
    expect(meant.map((cell) => cell.mark)).not.toContain('●');
    expect(meant.length, why).toBeGreaterThan(0);
  }
});

describe('what the tables have no column for', () => {
  test.each(Object.entries(OTHERS))('%s is held by those whom its rule names', (capability, { holders }) => {
    expect(holdersOf(capability as Capability)).toEqual(holders);
  });

  test('who acknowledges messages sees their episodes and patients; who does all of it may also write and hand on (F-145, F-224, G-102)', () => {
    const acknowledge = holdersOf('message.acknowledge');
    expect(holdersOf('episode.read')).toEqual([...acknowledge, ...PHYSICIANS].sort());
    const writers = acknowledge.filter((holder) => holder !== 'SOC SUPER_USER'); // looks and acknowledges daily (F-036)
    expect(holdersOf('extra-message.send')).toEqual(writers);
    expect(holdersOf('message.forward')).toEqual(writers);
  });

  test('who starts plans also answers, who answers also reads, and who does either sees the patient', () => {
    expect(holdersOf('sip.answer')).toEqual(expect.arrayContaining([...holdersOf('sip.initiate')]));
    expect(holdersOf('sip.read')).toEqual(holdersOf('sip.answer'));
    const seen = new Set([...holdersOf('episode.read'), ...holdersOf('sip.read')]);
    expect(holdersOf('patient.read')).toEqual([...seen].sort());
  });

  test.each(Object.entries(REGION_MANAGERS))('the region’s %s may do what the municipalities’ may', (role, may) => {
    for (const kind of [...OPERATIVE.REGION, 'ORGANISATIONAL'] as const) {
      expect(capabilitiesOf('REGION', role as Role, kind)).toEqual(may);
    }
  });

  test('the physician of a ward judges and sees, and the nurse does the rest (G-001, G-009)', () => {
    for (const kind of ['INPATIENT_SOMATIC', 'INPATIENT_PSYCHIATRIC'] as const) {
      expect(capabilitiesOf('REGION', 'PHYSICIAN', kind)).toEqual([
        'block.lift',
        'block.register',
        'discharge-ready.report',
        'emergency.open',
        'episode.read',
        'own-contact.edit',
        'patient.read',
        'shared-documentation.open',
        'sharing-consent.register',
      ]);
    }
  });

  test('every capability stands in a table or in a rule above', () => {
    const ruled = [
      ...Object.values(E1_COLUMNS).flat(),
      ...Object.values(E2_COLUMNS).flat(),
      ...Object.keys(OTHERS),
      ...['episode.read', 'extra-message.send', 'message.forward', 'sip.read', 'patient.read'],
    ];
    expect(CAPABILITIES.filter((capability) => !ruled.includes(capability))).toEqual([]);
  });
});

const PHYSICIANS = ['REGION PHYSICIAN @INPATIENT_PSYCHIATRIC', 'REGION PHYSICIAN @INPATIENT_SOMATIC'];

describe('what must never be', () => {
  const anywhere = (administration: AdministrationKind, role: Role): readonly Capability[] => [
    ...new Set(
      [...OPERATIVE[administration], 'ORGANISATIONAL' as const].flatMap((kind) =>
        capabilitiesOf(administration, role, kind),
      ),
    ),
  ];

  test('the VOF administrator neither edits the tree nor reviews logs (F-014, F-015, f.2 36, f.2 37)', () => {
    const may = anywhere('VOF', 'ADMINISTRATOR');
    expect(may).not.toContain('organisation.edit');
    expect(may).not.toContain('log.review');
    expect(anywhere('SOC', 'ADMINISTRATOR')).toEqual(expect.arrayContaining(['organisation.edit', 'log.review']));
  });

  test.each(['SOC', 'BIF'] as const)(
    'the %s system manager neither edits the tree nor reviews logs (F-019, F-020)',
    (kind) => {
      expect([...anywhere(kind, 'SYSTEM_MANAGER')].sort()).toEqual(['access-step.complete', 'own-contact.edit']);
      expect(anywhere('VOF', 'SYSTEM_MANAGER')).toEqual(expect.arrayContaining(['organisation.edit', 'log.review']));
    },
  );

  test.each(ROLES)('nobody in BIF opens messages of admission and discharge, nor does %s (F-006)', (role) => {
    const care = CLINICAL.filter((capability) => !capability.startsWith('sip.') && capability !== 'patient.read');
    expect(anywhere('BIF', role).filter((capability) => care.includes(capability))).toEqual([]);
  });

  test('nobody in BIF has a part in plans without the role that a principal appoints to (F-009, F-010, f.2 35)', () => {
    const inPlans = ROLES.filter((role) => anywhere('BIF', role).some((capability) => CLINICAL.includes(capability)));
    expect(inPlans).toEqual([
      'APPOINTED_STAFF',
      'COUNSELLOR',
      'PSYCHOLOGIST',
      'SCHOOL_NURSE',
      'SCHOOL_PHYSICIAN',
      'SCHOOL_PRINCIPAL',
      'SPECIAL_NEEDS_TEACHER',
      'SPEECH_THERAPIST',
      'UNIT_MANAGER',
    ]);
  });

  test.each(ADMINISTRATION_KINDS)(
    'administrators and system managers of %s see no clinical content (e.5 rule 2)',
    (kind) => {
      const clinical = (role: Role) => anywhere(kind, role).filter((capability) => CLINICAL.includes(capability));
      expect(clinical('SYSTEM_MANAGER')).toEqual([]);
      // F-008 and e.1 make the administrators of SOC users of SIP: they answer in the plans that their unit takes part in.
      expect(clinical('ADMINISTRATOR')).toEqual(kind === 'SOC' ? ['patient.read', 'sip.answer', 'sip.read'] : []);
    },
  );

  test.each(everyone)(
    'at an organisational level %s %s sees no function for patients (F-277)',
    (administration, role) => {
      const seen = capabilitiesOf(administration, role, 'ORGANISATIONAL').filter((may) => CLINICAL.includes(may));
      expect(seen).toEqual([]);
    },
  );

  test.each(['CASE_OFFICER', 'NURSE', 'NEEDS_ASSESSOR', 'SOCIAL_WORKER'] as const)(
    'a role that an administration does not have means nothing there: %s in BIF',
    (role) => {
      expect(anywhere('BIF', role)).toEqual([]);
    },
  );
});

describe('every row of the matrix', () => {
  test.each(MATRIX.map((row) => [`${row.administration} ${row.roles} at ${row.at}`, row] as const))(
    '%s is well formed and names its source',
    (_, { administration, roles, at, may, source }) => {
      expect(source).not.toBe('');
      expect(new Set(roles).size).toBe(roles.length);
      expect(may.length).toBeGreaterThan(0);
      if (typeof at !== 'string') expect(OPERATIVE[administration]).toEqual(expect.arrayContaining([...at]));
    },
  );
});
