import type { UnitKind } from '@samplan/kit/access/viewer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Unit } from '../tree/store.ts';
import { fitsLink, LINK_KINDS, type Links, previewRecipients, type Routing } from './domain.ts';

function unit(name: string, kind: UnitKind, change: Partial<Unit> = {}): Unit {
  return {
    id: `unt_${name}`,
    principalId: 'prn_municipality',
    administrationId: 'adm_1',
    parentUnitId: null,
    hsaId: `SE2120000001-${name}`,
    name,
    kind,
    housingType: null,
    isActive: true,
    ...change,
  };
}

const ASSESSMENT = unit('Bistånd', 'ASSESSMENT');
const RESIDENCE = unit('Gården', 'RESIDENCE');
const HOME_CARE = unit('Hemtjänst', 'HOME_CARE');
const HOME_HEALTH = unit('Hemsjukvård', 'HOME_HEALTH');
const AREA_CARE = unit('Områdets hemtjänst', 'HOME_CARE');
const AREA_HEALTH = unit('Områdets hemsjukvård', 'HOME_HEALTH');
const SINGLE = unit('Enda enheten', 'HOME_HEALTH');
const HEALTH_CENTRE = unit('Hälsocentral', 'HEALTH_CENTRE');
const PSYCHIATRIC = unit('Öppenpsykiatri', 'PSYCHIATRIC_OUTPATIENT');

const UNLINKED: Links = {
  housingUnit: null,
  homeHealthUnit: null,
  listedHealthCentre: null,
  psychiatricOutpatientUnit: null,
};
const LISTED: Links = { ...UNLINKED, listedHealthCentre: HEALTH_CENTRE };
const LINKED: Links = { ...LISTED, housingUnit: RESIDENCE, homeHealthUnit: HOME_HEALTH };
const NO_RULE: Routing = {
  municipalityName: 'Provkommun',
  assessmentUnit: ASSESSMENT,
  singleUnit: null,
  areaHomeCare: null,
  areaHomeHealth: null,
};
const AREA: Routing = { ...NO_RULE, areaHomeCare: AREA_CARE, areaHomeHealth: AREA_HEALTH };
const ONE_UNIT: Routing = { ...NO_RULE, singleUnit: SINGLE };

/** What a preview says, short: `name REASON`, in brackets when it is not chosen beforehand, and what is missing. */
function said(kind: UnitKind, links: Links, routing: Routing | null): readonly string[] {
  const { suggestions, gaps } = previewRecipients(kind, links, routing);
  return [
    ...suggestions.map((s) => (s.isPreselected ? `${s.unit.name} ${s.reason}` : `(${s.unit.name} ${s.reason})`)),
    ...gaps.map((gap) => `- ${gap.kind}`),
  ];
}

interface Case {
  readonly when: string;
  readonly from?: UnitKind;
  readonly links: Links;
  readonly routing: Routing | null;
  readonly preview: readonly string[];
}

const CASES: readonly Case[] = [
  {
    when: 'the patient is linked to housing and home health care (F-222, F-232)',
    links: LINKED,
    routing: AREA,
    preview: [
      'Bistånd ASSESSMENT_UNIT',
      'Gården PATIENT_LINK',
      'Hemsjukvård PATIENT_LINK',
      'Hälsocentral LISTED_HEALTH_CENTRE',
    ],
  },
  {
    when: 'the patient is linked to nothing and lives in an area (F-223)',
    links: LISTED,
    routing: AREA,
    preview: [
      'Bistånd ASSESSMENT_UNIT',
      'Områdets hemtjänst ADDRESS_AREA',
      'Områdets hemsjukvård ADDRESS_AREA',
      'Hälsocentral LISTED_HEALTH_CENTRE',
    ],
  },
  {
    when: 'the patient is linked to housing only: the area’s home health care completes it (F-223)',
    links: { ...LISTED, housingUnit: HOME_CARE },
    routing: AREA,
    preview: [
      'Bistånd ASSESSMENT_UNIT',
      'Hemtjänst PATIENT_LINK',
      'Områdets hemsjukvård ADDRESS_AREA',
      'Hälsocentral LISTED_HEALTH_CENTRE',
    ],
  },
  {
    when: 'the patient is linked to home health care only: the area’s home care completes it (F-223)',
    links: { ...LISTED, homeHealthUnit: HOME_HEALTH },
    routing: AREA,
    preview: [
      'Bistånd ASSESSMENT_UNIT',
      'Hemsjukvård PATIENT_LINK',
      'Områdets hemtjänst ADDRESS_AREA',
      'Hälsocentral LISTED_HEALTH_CENTRE',
    ],
  },
  {
    when: 'the area has one unit only',
    links: LISTED,
    routing: { ...ONE_UNIT, areaHomeCare: AREA_CARE },
    preview: ['Bistånd ASSESSMENT_UNIT', 'Områdets hemtjänst ADDRESS_AREA', 'Hälsocentral LISTED_HEALTH_CENTRE'],
  },
  {
    when: 'no area holds the address and the municipality receives everything at one unit (F-223)',
    links: LISTED,
    routing: ONE_UNIT,
    preview: ['Bistånd ASSESSMENT_UNIT', 'Enda enheten SINGLE_UNIT', 'Hälsocentral LISTED_HEALTH_CENTRE'],
  },
  {
    when: 'the patient is linked: the single unit is not asked',
    links: { ...LISTED, homeHealthUnit: HOME_HEALTH },
    routing: ONE_UNIT,
    preview: ['Bistånd ASSESSMENT_UNIT', 'Hemsjukvård PATIENT_LINK', 'Hälsocentral LISTED_HEALTH_CENTRE'],
  },
  {
    when: 'the single unit is the assessment unit, as in Kramfors: it stands there once and nothing is missing',
    links: LISTED,
    routing: { ...NO_RULE, singleUnit: ASSESSMENT },
    preview: ['Bistånd ASSESSMENT_UNIT', 'Hälsocentral LISTED_HEALTH_CENTRE'],
  },
  {
    when: 'the patient is linked to the unit of the area: it stands there once, by the link',
    links: { ...LISTED, homeHealthUnit: AREA_HEALTH },
    routing: AREA,
    preview: [
      'Bistånd ASSESSMENT_UNIT',
      'Områdets hemsjukvård PATIENT_LINK',
      'Områdets hemtjänst ADDRESS_AREA',
      'Hälsocentral LISTED_HEALTH_CENTRE',
    ],
  },
  {
    when: 'no rule fits: the gap names what is missing and nothing is dropped (f.3 48)',
    links: LISTED,
    routing: NO_RULE,
    preview: ['Bistånd ASSESSMENT_UNIT', 'Hälsocentral LISTED_HEALTH_CENTRE', '- MUNICIPAL_RECIPIENT'],
  },
  {
    when: 'the municipality has neither assessment unit nor rule',
    links: UNLINKED,
    routing: { ...NO_RULE, assessmentUnit: null },
    preview: ['- ASSESSMENT_UNIT', '- MUNICIPAL_RECIPIENT', '- LISTED_HEALTH_CENTRE'],
  },
  {
    when: 'the patient’s municipality is not part of the installation',
    links: LISTED,
    routing: null,
    preview: ['Hälsocentral LISTED_HEALTH_CENTRE', '- MUNICIPALITY_UNKNOWN'],
  },
  {
    when: 'the patient is listed nowhere',
    links: { ...LINKED, listedHealthCentre: null },
    routing: AREA,
    preview: ['Bistånd ASSESSMENT_UNIT', 'Gården PATIENT_LINK', 'Hemsjukvård PATIENT_LINK', '- LISTED_HEALTH_CENTRE'],
  },
  {
    when: 'the ward is somatic and the patient has a psychiatric outpatient unit: it is not part of it',
    links: { ...LINKED, psychiatricOutpatientUnit: PSYCHIATRIC },
    routing: AREA,
    preview: [
      'Bistånd ASSESSMENT_UNIT',
      'Gården PATIENT_LINK',
      'Hemsjukvård PATIENT_LINK',
      'Hälsocentral LISTED_HEALTH_CENTRE',
    ],
  },
  {
    when: 'the ward is psychiatric: the health centre is added by hand, psychiatric outpatient care is chosen (F-235, F-236)',
    from: 'INPATIENT_PSYCHIATRIC',
    links: { ...LINKED, psychiatricOutpatientUnit: PSYCHIATRIC },
    routing: AREA,
    preview: [
      'Bistånd ASSESSMENT_UNIT',
      'Gården PATIENT_LINK',
      'Hemsjukvård PATIENT_LINK',
      '(Hälsocentral ADD_BY_HAND)',
      'Öppenpsykiatri PSYCHIATRIC_OUTPATIENT_UNIT',
    ],
  },
  {
    when: 'the ward is psychiatric and no psychiatric outpatient unit is set: the gap says to set it first (F-235, f.3 45)',
    from: 'INPATIENT_PSYCHIATRIC',
    links: LINKED,
    routing: AREA,
    preview: [
      'Bistånd ASSESSMENT_UNIT',
      'Gården PATIENT_LINK',
      'Hemsjukvård PATIENT_LINK',
      '(Hälsocentral ADD_BY_HAND)',
      '- PSYCHIATRIC_OUTPATIENT_UNIT',
    ],
  },
  {
    when: 'somebody in the municipality looks: it is what a somatic ward would see (B-13)',
    from: 'ASSESSMENT',
    links: LINKED,
    routing: AREA,
    preview: [
      'Bistånd ASSESSMENT_UNIT',
      'Gården PATIENT_LINK',
      'Hemsjukvård PATIENT_LINK',
      'Hälsocentral LISTED_HEALTH_CENTRE',
    ],
  },
];

describe('previewRecipients', () => {
  test.each(CASES)('when $when', ({ from = 'INPATIENT_SOMATIC', links, routing, preview }) => {
    expect(said(from, links, routing)).toEqual(preview);
  });

  test('when something is missing, then the sentence names the municipality and what to do (f.3 48)', () => {
    const { gaps } = previewRecipients('INPATIENT_SOMATIC', LISTED, NO_RULE);
    expect(gaps).toEqual([
      {
        kind: 'MUNICIPAL_RECIPIENT',
        explanation:
          'Provkommun saknar adresseringsregel för patientens adress. Välj mottagare för hand och meddela kommunens systemförvaltare.',
      },
    ]);
  });

  const maybe = (...units: readonly Unit[]) => fc.constantFrom(null, ...units);
  const links = fc.record({
    housingUnit: maybe(RESIDENCE, HOME_CARE, AREA_CARE),
    homeHealthUnit: maybe(HOME_HEALTH, AREA_HEALTH, SINGLE),
    listedHealthCentre: maybe(HEALTH_CENTRE),
    psychiatricOutpatientUnit: maybe(PSYCHIATRIC),
  });
  const routing = fc.option(
    fc.record({
      municipalityName: fc.constant('Provkommun'),
      assessmentUnit: maybe(ASSESSMENT),
      singleUnit: maybe(SINGLE, ASSESSMENT, HOME_CARE),
      areaHomeCare: maybe(AREA_CARE, HOME_CARE),
      areaHomeHealth: maybe(AREA_HEALTH, HOME_HEALTH),
    }),
  );

  test('whatever is known, then no unit stands there twice, and somebody in the municipality receives or a gap says that nobody does', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<UnitKind>('INPATIENT_SOMATIC', 'INPATIENT_PSYCHIATRIC'),
        links,
        routing,
        (kind, own, rules) => {
          const { suggestions, gaps } = previewRecipients(kind, own, rules);
          const ids = suggestions.map((suggestion) => suggestion.unit.id);
          expect(new Set(ids).size).toBe(ids.length);
          const missing = gaps.map((gap) => gap.kind);
          const cares = [
            own.housingUnit,
            own.homeHealthUnit,
            rules?.areaHomeCare,
            rules?.areaHomeHealth,
            rules?.singleUnit,
          ];
          const receives = cares.some((each) => each && ids.includes(each.id));
          const isGap = missing.includes('MUNICIPAL_RECIPIENT') || missing.includes('MUNICIPALITY_UNKNOWN');
          expect(receives || isGap).toBe(true);
          if (rules) expect(receives).toBe(!isGap);
          for (const { explanation } of [...suggestions, ...gaps]) expect(explanation).toMatch(/^[A-ZÅÄÖ].*\.$/);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('fitsLink', () => {
  const kinds: readonly UnitKind[] = [
    'RESIDENCE',
    'HOME_CARE',
    'HOME_HEALTH',
    'HEALTH_CENTRE',
    'PSYCHIATRIC_OUTPATIENT',
    'ASSESSMENT',
    'ORGANISATIONAL',
    'INPATIENT_SOMATIC',
    'SOCIAL_SERVICES',
    'SCHOOL',
  ];
  const FITTING = {
    housingUnitId: ['RESIDENCE', 'HOME_CARE'],
    homeHealthUnitId: ['HOME_HEALTH'],
    listedHealthCentreId: ['HEALTH_CENTRE'],
    psychiatricOutpatientUnitId: ['PSYCHIATRIC_OUTPATIENT'],
  } as const;
  const fields = Object.keys(LINK_KINDS) as (keyof typeof LINK_KINDS)[];

  test.each(fields)('when a unit of each kind is to stand in %s, then only those that fit may (F-225)', (field) => {
    const fitting = kinds.filter((kind) => fitsLink(field, unit('x', kind), 'prn_municipality'));
    expect(fitting).toEqual(FITTING[field]);
  });

  test.each(fields)('when the unit is ended or unknown, then it fits nowhere: %s', (field) => {
    for (const kind of kinds)
      expect(fitsLink(field, unit('x', kind, { isActive: false }), 'prn_municipality')).toBe(false);
    expect(fitsLink(field, null, 'prn_municipality')).toBe(false);
  });

  test('when the unit is of another municipality, then it may not be housing or home health care; the region’s units may stand', () => {
    expect(fitsLink('housingUnitId', RESIDENCE, 'prn_other')).toBe(false);
    expect(fitsLink('homeHealthUnitId', HOME_HEALTH, 'prn_other')).toBe(false);
    expect(fitsLink('listedHealthCentreId', HEALTH_CENTRE, 'prn_other')).toBe(true);
    expect(fitsLink('psychiatricOutpatientUnitId', PSYCHIATRIC, 'prn_other')).toBe(true);
  });
});
