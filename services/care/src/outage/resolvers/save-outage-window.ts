import { text } from '@samplan/kit/graphql/input';
import { newId } from '@samplan/kit/id';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { checkWindow } from '../domain.ts';
import { outageWindowInvalid } from '../problems.ts';

const MAX_NAME = 200;

export const saveOutageWindow: NonNullable<MutationResolvers['saveOutageWindow']> = async (_, { input }, context) => {
  const { viewer, outages, access } = context;
  const grant = permit(viewer, 'outage.set');
  if (!grant.ok) return access.refuse('outage.set');
  const { id, version, name, restoredAt, ...times } = input;
  const isNew = id == null;
  const windows = await outages.ofRegion(grant.value.reach.principalId);
  const before = windows.find((one) => one.id === id);
  if (!isNew && !before) return notPermitted();
  if ((before?.version ?? 0) !== version) return changedMeanwhile();
  const window = {
    ...times,
    id: id ?? newId('out'),
    name: text('input.name', name, MAX_NAME),
    restoredAt: restoredAt ?? null,
    version: version + 1,
  };
  const checked = checkWindow(
    window,
    windows.filter((one) => one !== before),
  );
  if (!checked.ok) return outageWindowInvalid(checked.problem);
  return (await outages.save(grant.value, window, isNew, access, context.now()))
    ? { __typename: 'SaveOutageWindowOk', window }
    : changedMeanwhile();
};
