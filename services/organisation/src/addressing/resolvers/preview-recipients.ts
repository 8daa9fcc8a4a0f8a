import type { QueryResolvers } from '../../generated/resolvers.ts';
import type { Unit } from '../../tree/store.ts';
import { previewRecipients as preview } from '../domain.ts';
import { permit } from '../policy.ts';

export const previewRecipients: NonNullable<QueryResolvers['previewRecipients']> = async (
  _,
  { patientId },
  context,
) => {
  const { viewer, addressings, unitById, access } = context;
  const grant = permit(viewer, 'recipients.preview');
  if (!grant.ok) {
    access.denied('recipients.preview', 'NO_CAPABILITY', { patientId });
    return null;
  }
  const [addressing] = await addressings.find(grant.value, [patientId], access, context.now());
  if (!addressing) return null;
  const linked = async (id: string | null): Promise<Unit | null> => {
    const unit = id ? await unitById.load(id) : null;
    return unit?.isActive ? unit : null;
  };
  const [housingUnit, homeHealthUnit, listedHealthCentre, psychiatricOutpatientUnit, routing] = await Promise.all([
    linked(addressing.housingUnitId),
    linked(addressing.homeHealthUnitId),
    linked(addressing.listedHealthCentreId),
    linked(addressing.psychiatricOutpatientUnitId),
    addressings.routingFor(addressing),
  ]);
  const links = { housingUnit, homeHealthUnit, listedHealthCentre, psychiatricOutpatientUnit };
  const { suggestions, gaps } = preview(grant.value.viewer.assignment.unitKind, links, routing);
  return { suggestions: [...suggestions], gaps: [...gaps] };
};
