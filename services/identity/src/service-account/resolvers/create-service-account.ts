import { freeText } from '@samplan/kit/person/free-text';
import { notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { networkList } from '../../network/input.ts';
import { type CapabilityFault, grantable } from '../domain.ts';
import { publicKeyOf } from '../keys.ts';
import { permit } from '../policy.ts';
import { keyTaken, nameTaken } from '../problems.ts';

const MAX_NETWORKS = 20;

export const createServiceAccount: NonNullable<MutationResolvers['createServiceAccount']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, serviceAccounts, access, now } = context;
  const grant = permit(viewer, 'service-account.create');
  if (!grant.ok) return access.refuse('service-account.create');
  const name = freeText('input.name', input.name, 100);
  const networks = input.networks?.length ? networkList('input.networks', input.networks, MAX_NETWORKS) : [];
  const key = await publicKeyOf('input.publicKey', input.publicKey);
  const unitId = input.unitId ?? grant.value.viewer.assignment.unitId;
  const unit = await serviceAccounts.unitInReach(grant.value, unitId);
  if (!unit) {
    access.denied('service-account.create', 'NOT_IN_REACH', { subjectId: unitId });
    return notPermitted();
  }
  const rights = grantable(input.capabilities, input.unitId == null ? null : unit.kind);
  if (!rights.ok) throw new BadInput('input.capabilities', rights.problem, MESSAGES[rights.problem]);
  const account = { name, unitId, capabilities: rights.value, networks, key };
  const made = await serviceAccounts.create(grant.value, account, access, now());
  if (made === 'NAME_TAKEN') return nameTaken();
  if (made === 'KEY_TAKEN') return keyTaken();
  return { __typename: 'CreateServiceAccountOk', serviceAccount: made };
};

const MESSAGES: Readonly<Record<CapabilityFault, string>> = {
  NOT_FOR_SYSTEMS: 'Fältet input.capabilities innehåller en rättighet som tjänstekonton inte kan ha.',
  UNIT_MISSING: 'Rättigheter till patientuppgifter ges för en enhet. Ange en operativ enhet i fältet input.unitId.',
};
