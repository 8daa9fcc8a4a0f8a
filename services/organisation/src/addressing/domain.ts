import type { UnitKind } from '@samplan/kit/access/viewer';
import type { RecipientReason, RoutingGap, RoutingGapKind } from '../generated/resolvers.ts';
import type { Unit } from '../tree/store.ts';

/** A patient's links, with the units themselves. A unit that is ended counts as no link. */
export interface Links {
  readonly housingUnit: Unit | null;
  readonly homeHealthUnit: Unit | null;
  readonly listedHealthCentre: Unit | null;
  readonly psychiatricOutpatientUnit: Unit | null;
}

/** What the patient's municipality has decided about messages (F-223). */
export interface Routing {
  readonly municipalityName: string;
  readonly assessmentUnit: Unit | null;
  /** Receives what nobody else does. */
  readonly singleUnit: Unit | null;
  /** The units of the area that holds the patient's address. */
  readonly areaHomeCare: Unit | null;
  readonly areaHomeHealth: Unit | null;
}

/** A unit that a message would go to, or that the sender may add. */
export interface Suggestion {
  readonly unit: Unit;
  readonly isPreselected: boolean;
  readonly reason: RecipientReason;
  readonly explanation: string;
}

/** Where an admission notice would go. */
export interface Preview {
  readonly suggestions: readonly Suggestion[];
  readonly gaps: readonly RoutingGap[];
}

/**
 * Decides where an admission notice about a patient would go, and why (F-222, F-223, F-232, F-235, F-236).
 *
 * In the municipality: the assessment unit, and the patient's own units; without those the units of the address's area;
 * without those the municipality's single unit; without that a gap that names the missing rule (f.3 48). In the region: the
 * listed health centre, which psychiatric care must add by hand; for psychiatric care the psychiatric outpatient unit.
 *
 * @param senderKind - the ward. Any other unit sees what a somatic ward would see.
 * @param routing - of the patient's municipality; null when it is not part of the installation.
 */
export function previewRecipients(senderKind: UnitKind, links: Links, routing: Routing | null): Preview {
  const isPsychiatric = senderKind === 'INPATIENT_PSYCHIATRIC';
  const suggestions: Suggestion[] = [];
  const gaps: RoutingGap[] = [];
  const add = (unit: Unit, reason: RecipientReason, explanation: string): void => {
    if (suggestions.some((known) => known.unit.id === unit.id)) return;
    suggestions.push({ unit, reason, explanation, isPreselected: reason !== 'ADD_BY_HAND' });
  };
  const lacks = (kind: RoutingGapKind, explanation: string): void => {
    gaps.push({ kind, explanation });
  };

  if (routing) addMunicipal(links, routing, add, lacks);
  else lacks('MUNICIPALITY_UNKNOWN', 'Patientens kommun är inte ansluten. Kontakta kommunen på annat sätt.');

  const { listedHealthCentre, psychiatricOutpatientUnit } = links;
  if (!listedHealthCentre) {
    lacks(
      'LISTED_HEALTH_CENTRE',
      'Patienten är inte listad på någon hälsocentral. Lägg till en mottagare i öppenvården.',
    );
  } else if (isPsychiatric) {
    add(
      listedHealthCentre,
      'ADD_BY_HAND',
      'Patienten är listad här. Vid psykiatrisk slutenvård läggs hälsocentralen till för hand om den ska vara med.',
    );
  } else {
    add(listedHealthCentre, 'LISTED_HEALTH_CENTRE', 'Patienten är listad här.');
  }

  if (isPsychiatric && psychiatricOutpatientUnit) {
    add(psychiatricOutpatientUnit, 'PSYCHIATRIC_OUTPATIENT_UNIT', 'Patientens psykiatriska öppenvårdsenhet.');
  } else if (isPsychiatric) {
    lacks('PSYCHIATRIC_OUTPATIENT_UNIT', 'Ange först psykiatrisk öppenvårdsenhet på patientens uppgifter.');
  }
  return { suggestions, gaps };
}

function addMunicipal(
  links: Links,
  routing: Routing,
  add: (unit: Unit, reason: RecipientReason, explanation: string) => void,
  lacks: (kind: RoutingGapKind, explanation: string) => void,
): void {
  const { municipalityName, assessmentUnit, singleUnit } = routing;
  if (assessmentUnit) add(assessmentUnit, 'ASSESSMENT_UNIT', `Bedömer behov i ${municipalityName}.`);
  else
    lacks(
      'ASSESSMENT_UNIT',
      `${municipalityName} har ingen biståndsenhet upplagd. Kontakta kommunens systemförvaltare.`,
    );

  const linked = [links.housingUnit, links.homeHealthUnit].filter((unit) => unit !== null);
  for (const unit of linked) add(unit, 'PATIENT_LINK', 'Patienten är kopplad till enheten.');
  const ofArea = [
    links.housingUnit ? null : routing.areaHomeCare,
    links.homeHealthUnit ? null : routing.areaHomeHealth,
  ].filter((unit) => unit !== null);
  for (const unit of ofArea) add(unit, 'ADDRESS_AREA', 'Enheten ansvarar för området där patienten är folkbokförd.');
  if (linked.length > 0 || ofArea.length > 0) return;

  if (singleUnit) add(singleUnit, 'SINGLE_UNIT', `${municipalityName} tar emot alla meddelanden på enheten.`);
  else {
    lacks(
      'MUNICIPAL_RECIPIENT',
      `${municipalityName} saknar adresseringsregel för patientens adress. Välj mottagare för hand och meddela kommunens systemförvaltare.`,
    );
  }
}

/** The kinds of unit that each link can have. */
export const LINK_KINDS = {
  housingUnitId: ['RESIDENCE', 'HOME_CARE'],
  homeHealthUnitId: ['HOME_HEALTH'],
  listedHealthCentreId: ['HEALTH_CENTRE'],
  psychiatricOutpatientUnitId: ['PSYCHIATRIC_OUTPATIENT'],
} as const satisfies Record<string, readonly UnitKind[]>;

/** A link to a unit. */
export type LinkField = keyof typeof LINK_KINDS;

/** The links that only municipal units may have, within the municipality of the one who links. */
const MUNICIPAL_LINKS: ReadonlySet<LinkField> = new Set(['housingUnitId', 'homeHealthUnitId']);

/** May the unit stand in the link, when somebody of the principal sets it? */
export function fitsLink(field: LinkField, unit: Unit | null, principalId: string): boolean {
  if (!unit?.isActive) return false;
  const kinds: readonly UnitKind[] = LINK_KINDS[field];
  return kinds.includes(unit.kind) && (!MUNICIPAL_LINKS.has(field) || unit.principalId === principalId);
}
