import type { CoordinatingPrincipal } from '@samplan/sip/generated/resolvers';
import type { Situation } from '../patients.ts';
import type { CourseName } from './courses.ts';

/** A stay at a ward of the demo region. */
export interface Story {
  readonly ward: string;
  /** Slug of the patient's municipality. */
  readonly from: string;
  readonly course: CourseName;
  readonly situation: Situation;
  /** Is it somebody who has an ongoing plan already? */
  readonly hasPlan: boolean;
  /** The plan that is offered in the episode: who leads it and how far it has come. */
  readonly offer: Offer | null;
}

/** A plan that is offered in an episode (F-252). */
export interface Offer {
  readonly principal: CoordinatingPrincipal;
  readonly stage: 'INITIATED' | 'PREPARING' | 'INVITED' | 'DECLINED';
  /** What becomes of one invitation: a unit that should not have got it gives it back, or somebody acknowledges in the place of one. */
  readonly aside?: 'GIVEN_BACK' | 'ON_BEHALF';
}

type Row = readonly [
  from: string,
  course: CourseName,
  situation?: Situation,
  more?: { readonly hasPlan?: true; readonly offer?: Offer },
];

const BY_WARD: Readonly<Record<string, readonly Row[]>> = {
  'Avd 11 Medicin, Sundsvall': [
    ['sundsvall', 'arrivedToday'],
    ['sundsvall', 'beingPlanned', 'HOME', { hasPlan: true }],
    ['sundsvall', 'lateAndMoved', 'RESIDENCE'],
    ['sundsvall', 'ready', 'HOME', { offer: { principal: 'PRIMARY_CARE', stage: 'INVITED', aside: 'ON_BEHALF' } }],
    ['sundsvall', 'leftToday', 'ADULT'],
    ['timra', 'readyAfternoon'],
    ['harnosand', 'interrupted'],
    ['sundsvall', 'closedOutstanding'],
    ['sundsvall', 'closed'],
    ['sundsvall', 'misdirected'],
    ['sundsvall', 'changed'],
    ['sundsvall', 'stuck'],
  ],
  'Avd 14 Stroke, Sundsvall': [
    ['sundsvall', 'delegated'],
    ['sundsvall', 'readyAfternoon', 'HOME', { offer: { principal: 'MUNICIPALITY', stage: 'PREPARING' } }],
    ['ange', 'interrupted'],
  ],
  'Avd 2 Kirurgi, Sundsvall': [
    ['sundsvall', 'arrivedToday', 'DISABILITY'],
    ['kramfors', 'leftToday'],
  ],
  'Avd 7 Ortopedi, Sundsvall': [
    ['sundsvall', 'beingPlanned', 'RESIDENCE'],
    ['timra', 'ready', 'HOME', { offer: { principal: 'INPATIENT_CARE', stage: 'INITIATED' } }],
  ],
  'Avd 51 Psykiatri, Sundsvall': [
    ['sundsvall', 'beingPlanned', 'PSYCHIATRY'],
    ['sundsvall', 'ready', 'PSYCHIATRY', { offer: { principal: 'INPATIENT_CARE', stage: 'INVITED' } }],
    ['harnosand', 'arrivedToday', 'PSYCHIATRY'],
  ],
  'Avd 1 ssk, Ö-vik': [
    ['ornskoldsvik', 'erlandsson'],
    ['ornskoldsvik', 'lorentz'],
    ['ornskoldsvik', 'ready', 'HOME', { offer: { principal: 'PRIMARY_CARE', stage: 'INVITED' } }],
    ['ornskoldsvik', 'readyAfternoon'],
    ['ornskoldsvik', 'closedOutstanding'],
  ],
  'Avd 3 ssk, Ö-vik': [
    ['ornskoldsvik', 'arrivedToday', 'ADULT'],
    ['ornskoldsvik', 'leftWithLateInformation', 'HOME', { hasPlan: true }],
  ],
  'Avd 7 Medicin Geriatrik, Ö-vik': [
    ['ornskoldsvik', 'beingPlanned', 'RESIDENCE'],
    ['ornskoldsvik', 'interrupted'],
    [
      'ornskoldsvik',
      'leftToday',
      'HOME',
      { offer: { principal: 'MUNICIPALITY', stage: 'INVITED', aside: 'GIVEN_BACK' } },
    ],
    ['ornskoldsvik', 'closed'],
  ],
  'Avd 31 Psykiatri, Ö-vik': [
    ['ornskoldsvik', 'beingPlanned', 'PSYCHIATRY'],
    ['ornskoldsvik', 'ready', 'PSYCHIATRY'],
  ],
  'Akutmottagning ssk, Ö-vik': [['ornskoldsvik', 'arrivedToday']],
  'Avd 4 Medicin, Sollefteå': [
    ['solleftea', 'arrivedToday'],
    ['kramfors', 'ready', 'RESIDENCE'],
    ['solleftea', 'closedOutstanding'],
  ],
  'Avd 5 Rehab, Sollefteå': [['solleftea', 'beingPlanned', 'RESIDENCE']],
  'Avd 3 Medicin, Kullbergska': [
    ['katrineholm', 'arrivedToday'],
    ['katrineholm', 'beingPlanned'],
    ['katrineholm', 'lateAndMoved', 'RESIDENCE'],
    ['katrineholm', 'ready', 'HOME', { offer: { principal: 'PRIMARY_CARE', stage: 'DECLINED' } }],
    ['katrineholm', 'readyAfternoon', 'ADULT'],
    ['katrineholm', 'leftToday'],
    ['katrineholm', 'leftWithLateInformation'],
    ['katrineholm', 'closed'],
  ],
  'Avd 4 Ortopedi, Kullbergska': [
    ['katrineholm', 'beingPlanned', 'DISABILITY'],
    ['katrineholm', 'interrupted'],
  ],
  'Avd 20 Psykiatri, Mälarsjukhuset': [
    ['katrineholm', 'beingPlanned', 'PSYCHIATRY'],
    ['katrineholm', 'leftToday', 'PSYCHIATRY'],
  ],
};

/** The stays of the demo region. */
export const STORIES: readonly Story[] = Object.entries(BY_WARD).flatMap(([ward, rows]) =>
  rows.map(([from, course, situation = 'HOME', { hasPlan = false, offer = null } = {}]) => ({
    ward,
    from,
    course,
    situation,
    hasPlan,
    offer,
  })),
);

/** How many ongoing plans of a municipality, led by a kind of principal, are offered in the stories. */
export function offeredPlans(slug: string, principal: CoordinatingPrincipal): number {
  return STORIES.filter(
    ({ from, offer }) => from === slug && offer?.principal === principal && offer.stage !== 'DECLINED',
  ).length;
}
