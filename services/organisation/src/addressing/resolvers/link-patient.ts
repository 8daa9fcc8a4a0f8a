import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { Context } from '../../context.ts';
import type { LinkPatientInput, MutationResolvers, UnitDoesNotFit } from '../../generated/resolvers.ts';
import { fitsLink, LINK_KINDS, type LinkField } from '../domain.ts';
import { permit } from '../policy.ts';
import type { AddressingChange } from '../store.ts';

export const linkPatient: NonNullable<MutationResolvers['linkPatient']> = async (_, { input }, context) => {
  const { viewer, addressings, access } = context;
  const { patientId, version, ...rest } = input;
  const change = given(rest);
  const [action, another] = actionsFor(change);
  if (!action) throw new BadInput('input', 'EMPTY', 'Ange minst en koppling att ändra.');
  // Each kind of link has its owner (F-225, F-235); a change of both needs the rights of both.
  const grant = permit(viewer, action);
  if (!grant.ok) return access.refuse(action, { patientId });
  if (another && !permit(viewer, another).ok) return access.refuse(another, { patientId });
  const [addressing] = await addressings.find(grant.value, [patientId], access, context.now());
  if (!addressing) return notPermitted();
  if (addressing.version !== version) return changedMeanwhile();
  const unfit = await firstUnfit(change, grant.value.viewer.assignment.principalId, context);
  if (unfit) return doesNotFit(unfit);
  const saved = await addressings.save(grant.value, addressing, change, access, context.now());
  return saved ? { __typename: 'LinkPatientOk', patient: { id: patientId } } : changedMeanwhile();
};

/** The first field that names a unit or municipality that cannot stand there. */
async function firstUnfit(
  change: AddressingChange,
  principalId: string,
  { unitById, principalById }: Context,
): Promise<string | null> {
  for (const field of fieldsOf(LINK_KINDS)) {
    const unitId = change[field];
    if (unitId && !fitsLink(field, await unitById.load(unitId), principalId)) return field;
  }
  const { decidingMunicipalityId } = change;
  if (!decidingMunicipalityId) return null;
  const principal = await principalById.load(decidingMunicipalityId);
  return principal?.kind === 'MUNICIPALITY' ? null : 'decidingMunicipalityId';
}

/** What was given at all: a field that is left out keeps its value, null removes a link. */
function given(input: Omit<LinkPatientInput, 'patientId' | 'version'>): AddressingChange {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

function actionsFor(
  change: AddressingChange,
): readonly ('addressing.edit-municipal' | 'addressing.edit-psychiatric')[] {
  const fields = Object.keys(change);
  const psychiatric = fields.filter((field) => field === 'psychiatricOutpatientUnitId');
  return [
    ...(psychiatric.length > 0 ? (['addressing.edit-psychiatric'] as const) : []),
    ...(fields.length > psychiatric.length ? (['addressing.edit-municipal'] as const) : []),
  ];
}

function fieldsOf(kinds: typeof LINK_KINDS): readonly LinkField[] {
  return Object.keys(kinds).filter((field): field is LinkField => field in kinds);
}

function doesNotFit(field: string): UnitDoesNotFit {
  return {
    __typename: 'UnitDoesNotFit',
    code: 'ADDRESSING_UNIT_DOES_NOT_FIT',
    message: `Enheten i fältet input.${field} finns inte, är avslutad eller är av fel slag. Välj en annan enhet.`,
    field: `input.${field}`,
  };
}
