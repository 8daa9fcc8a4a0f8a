import type { CoordinatingPrincipal } from '@samplan/sip/generated/resolvers';

/** A municipality of the demo region: what its people's addresses and links are made of, and how many they are. */
export interface DemoMunicipality {
  readonly slug: string;
  readonly code: string;
  /** Slug of the region. */
  readonly region: string;
  /** Cities by the first three digits of the postal code. */
  readonly cities: Readonly<Record<string, string>>;
  /** Postal codes that no area takes, so that fallback shows (F-223). */
  readonly outside: readonly string[];
  /** Units of the region that serve the municipality, by name. */
  readonly healthCentres: readonly string[];
  readonly psychiatricOutpatientUnit: string;
  readonly childPsychiatry: string;
  readonly somaticWard: string;
  readonly psychiatricWard: string;
  /** Ongoing plans by the kind of principal that leads them (F-212). Cells only: totals are computed (K1). */
  readonly ongoing: Partial<Readonly<Record<CoordinatingPrincipal, number>>>;
  /** Patients without an ongoing plan. */
  readonly others: number;
}

const NORTH = {
  region: 'region-vasternorrland',
  psychiatricOutpatientUnit: 'Psykiatriska öppenvårdsmottagningen Sundsvall',
  childPsychiatry: 'Barn- och ungdomspsykiatrin Sundsvall',
  somaticWard: 'Avd 11 Medicin, Sundsvall',
  psychiatricWard: 'Avd 51 Psykiatri, Sundsvall',
} as const;

/** The municipalities, in the order of F-212, and Katrineholm. */
export const MUNICIPALITIES: readonly DemoMunicipality[] = [
  {
    ...NORTH,
    slug: 'harnosand',
    code: '2280',
    cities: { 871: 'Härnösand', 870: 'Utansjö' },
    outside: ['87165', '87015'],
    healthCentres: ['Hälsocentralen Härnösand Centrum'],
    ongoing: { MUNICIPALITY: 15, PRIMARY_CARE: 75, INPATIENT_CARE: 5 },
    others: 35,
  },
  {
    ...NORTH,
    slug: 'timra',
    code: '2262',
    cities: { 861: 'Timrå', 864: 'Söråker', 860: 'Bergeforsen' },
    outside: ['86135', '86033'],
    healthCentres: ['Hälsocentralen Timrå'],
    ongoing: { MUNICIPALITY: 29, PRIMARY_CARE: 446, INPATIENT_CARE: 5 },
    others: 35,
  },
  {
    ...NORTH,
    slug: 'kramfors',
    code: '2282',
    cities: { 872: 'Kramfors', 873: 'Bollstabruk', 870: 'Nyland' },
    outside: ['87230', '87231', '87330', '87052'],
    healthCentres: ['Hälsocentralen Kramfors', 'Hälsocentralen Ådalen'],
    psychiatricOutpatientUnit: 'Psykiatriska öppenvårdsmottagningen Sollefteå',
    somaticWard: 'Avd 4 Medicin, Sollefteå',
    ongoing: { MUNICIPALITY: 39, PRIMARY_CARE: 15, INPATIENT_CARE: 17 },
    others: 35,
  },
  {
    ...NORTH,
    slug: 'solleftea',
    code: '2283',
    cities: { 881: 'Sollefteå', 882: 'Långsele', 880: 'Ramsele' },
    outside: ['88230', '88040'],
    healthCentres: ['Hälsocentralen Sollefteå'],
    psychiatricOutpatientUnit: 'Psykiatriska öppenvårdsmottagningen Sollefteå',
    somaticWard: 'Avd 4 Medicin, Sollefteå',
    ongoing: { MUNICIPALITY: 8, PRIMARY_CARE: 8 },
    others: 35,
  },
  {
    ...NORTH,
    slug: 'ange',
    code: '2260',
    cities: { 841: 'Ånge', 840: 'Ljungaverk' },
    outside: ['84133', '84010'],
    healthCentres: ['Hälsocentralen Ånge'],
    ongoing: { MUNICIPALITY: 35, PRIMARY_CARE: 3, INPATIENT_CARE: 2 },
    others: 35,
  },
  {
    ...NORTH,
    slug: 'ornskoldsvik',
    code: '2284',
    cities: { 891: 'Örnsköldsvik', 892: 'Själevad', 896: 'Husum', 895: 'Bredbyn' },
    outside: ['89135', '89530'],
    healthCentres: ['Hälsocentralen Örnsköldsvik Centrum', 'Hälsocentralen Själevad', 'Hälsocentralen Husum'],
    psychiatricOutpatientUnit: 'Psykiatriska öppenvårdsmottagningen Örnsköldsvik',
    childPsychiatry: 'Barn- och ungdomspsykiatrin Örnsköldsvik',
    somaticWard: 'Avd 7 Medicin Geriatrik, Ö-vik',
    psychiatricWard: 'Avd 31 Psykiatri, Ö-vik',
    ongoing: { MUNICIPALITY: 754, PRIMARY_CARE: 187, INPATIENT_CARE: 37 },
    others: 70,
  },
  {
    ...NORTH,
    slug: 'sundsvall',
    code: '2281',
    cities: { 852: 'Sundsvall', 853: 'Sundsvall', 854: 'Sundsvall', 865: 'Alnö', 864: 'Matfors', 862: 'Kvissleby' },
    outside: ['85731', '86441', '86234'],
    healthCentres: [
      'Hälsocentralen Skönsmon',
      'Hälsocentralen Nacksta',
      'Hälsocentralen Granlo',
      'Hälsocentralen Sidsjö',
    ],
    ongoing: { MUNICIPALITY: 152, PRIMARY_CARE: 363, INPATIENT_CARE: 49 },
    others: 90,
  },
  {
    slug: 'katrineholm',
    code: '0483',
    region: 'region-sormland',
    cities: { 641: 'Katrineholm', 640: 'Bie' },
    outside: ['64139', '64050'],
    healthCentres: ['Vårdcentralen Linden', 'Vårdcentralen Lövgatan'],
    psychiatricOutpatientUnit: 'Psykiatriska mottagningen Katrineholm',
    childPsychiatry: 'Barn- och ungdomspsykiatrin Katrineholm',
    somaticWard: 'Avd 3 Medicin, Kullbergska',
    psychiatricWard: 'Avd 20 Psykiatri, Mälarsjukhuset',
    ongoing: {},
    others: 110,
  },
];
