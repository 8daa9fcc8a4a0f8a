import { isFresh } from '@samplan/kit/access/assurance';
import { freshAuthenticationRequired, notPermitted } from '@samplan/kit/problem';
import encodeQR from 'qr';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { newTotpSecret, provisioningUri } from '../codes.ts';
import { FRESH_MINUTES } from '../domain.ts';

export const enrolTotp: NonNullable<MutationResolvers['enrolTotp']> = async (_, _args, context) => {
  const { viewer, passwords, secondFactors, access } = context;
  const now = context.now();
  const known = viewer && (await passwords.find(viewer.userId));
  if (!viewer || !known) return notPermitted();
  if (!isFresh(viewer.proof, now, FRESH_MINUTES)) return freshAuthenticationRequired();
  const { id, secret } = await secondFactors.enrol(viewer.userId, 'TOTP', newTotpSecret(), now, access);
  const uri = provisioningUri(secret, known.owner.username);
  return { __typename: 'EnrolTotpOk', factorId: id, provisioningUri: uri, qrSvg: encodeQR(uri, 'svg') };
};
