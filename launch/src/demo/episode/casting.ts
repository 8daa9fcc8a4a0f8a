import { previewRecipients } from '@samplan/organisation/addressing/domain';
import { prismaAddressings } from '@samplan/organisation/addressing/store.prisma';
import type { PrismaClient } from '@samplan/organisation/generated/prisma/client';
import { prismaTree } from '@samplan/organisation/tree/store.prisma';
import { chanceOf } from '../chance.ts';
import { MUNICIPALITIES } from '../municipalities.ts';
import type { DemoPatient } from '../patients.ts';
import { present } from '../rule.ts';
import type { DemoTree, DemoUnit } from '../tree.ts';
import { STORIES, type Story } from './stories.ts';

/** A story with the people in it. */
export interface CastStory {
  readonly story: Story;
  readonly episodeId: string;
  readonly planId: string;
  readonly patient: DemoPatient;
  readonly ward: DemoUnit;
  /** Who gets the admission notice. */
  readonly recipients: readonly DemoUnit[];
  /** A team of the municipality that has nothing to do with the patient so far. */
  readonly elsewhere: DemoUnit | null;
  /** Where the administrators of care and nursing in the municipality work. */
  readonly office: DemoUnit;
}

/** Chooses patients for the stories, and recipients by the rules of organisation (F-222, F-223, F-232). */
export async function castStories(
  db: PrismaClient,
  tree: DemoTree,
  patients: ReadonlyMap<string, readonly DemoPatient[]>,
  now: Date,
): Promise<readonly CastStory[]> {
  const chance = chanceOf('stories');
  const taken = new Set<DemoPatient>();
  const cast = STORIES.map((story) => {
    const patient = patientFor(story, patients.get(story.from) ?? [], taken);
    taken.add(patient);
    const ward = tree.unit(patient.municipality.region, story.ward);
    return { story, patient, ward, episodeId: chance.id('epi', now), planId: chance.id('sip', now) };
  });
  const recipientsOf = recipientsBy(db, tree);
  return await Promise.all(
    cast.map(async (one): Promise<CastStory> => {
      const recipients = await recipientsOf(one.ward, one.patient);
      const elsewhere = tree.units.find(
        ({ principalSlug, kind, unitId }) =>
          principalSlug === one.story.from &&
          kind === 'HOME_CARE' &&
          !recipients.some((recipient) => recipient.unitId === unitId),
      );
      const office = tree.unit(one.story.from, 'Vård- och omsorgsförvaltningen, ledning');
      return { ...one, recipients, elsewhere: elsewhere ?? null, office };
    }),
  );
}

/** The first who fits and is in no other story. The two of the screenshot are in their own only. */
function patientFor(
  { from, course, situation, hasPlan }: Story,
  patients: readonly DemoPatient[],
  taken: ReadonlySet<DemoPatient>,
): DemoPatient {
  const named = { erlandsson: patients[0], lorentz: patients[1] };
  if (course in named) return present(named[course as keyof typeof named], course); // one of its keys
  const withoutPlan = present(MUNICIPALITIES.find(({ slug }) => slug === from)?.others, from);
  const free = patients
    .slice(hasPlan ? withoutPlan : 2, hasPlan ? undefined : withoutPlan)
    .find((patient) => patient.situation === situation && !taken.has(patient));
  return present(free, `free patient ${situation} from ${from}`);
}

/** Where the ward would send, and what it adds by hand: an outpatient unit when none is suggested, social services for adults. */
function recipientsBy(db: PrismaClient, tree: DemoTree) {
  const addressings = prismaAddressings(db, prismaTree(db));
  const unitOf = new Map(tree.units.map((unit) => [unit.unitId, unit]));

  return async (ward: DemoUnit, patient: DemoPatient): Promise<readonly DemoUnit[]> => {
    const { addressing, around, situation, municipality } = patient;
    const linked = (id: string | null): DemoUnit | null => (id === null ? null : (unitOf.get(id) ?? null));
    const links = {
      housingUnit: linked(addressing.housingUnitId),
      homeHealthUnit: linked(addressing.homeHealthUnitId),
      listedHealthCentre: linked(addressing.listedHealthCentreId),
      psychiatricOutpatientUnit: linked(addressing.psychiatricOutpatientUnitId),
    };
    const routing = await addressings.routingFor(addressing);
    const { suggestions } = previewRecipients(ward.kind, links, routing);
    const recipients = suggestions
      .filter((suggestion) => suggestion.isPreselected)
      .map(({ unit }) => present(unitOf.get(unit.id), unit.name));
    if (!recipients.some((unit) => unit.administrationKind === 'REGION')) recipients.push(around.healthCentre);
    if (situation === 'ADULT' || situation === 'PSYCHIATRY') {
      recipients.push(tree.unit(municipality.slug, 'Socialtjänsten, vuxna'));
    }
    return recipients;
  };
}
