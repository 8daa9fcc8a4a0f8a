import { grantable } from '@samplan/identity/service-account/domain';
import { publicKeyOf } from '@samplan/identity/service-account/keys';
import { permit } from '@samplan/identity/service-account/policy';
import { prismaServiceAccounts } from '@samplan/identity/service-account/store.prisma';
import { once } from '../once.ts';
import { allowed } from '../rule.ts';
import { logOf, type Office, whoMay } from './desk.ts';

/** The public half of a pair whose private half nobody has kept: nobody can sign in with the account. */
const PUBLIC_KEY = '{"kty":"OKP","crv":"Ed25519","x":"kZpRUZw_mOxK9fOaZmzFsxuaxcnME07jOZS6ZtnUg7o"}';

/** A reporting tool that may count plans and nothing else, from a network that there is only in documents (RFC 5737). */
export async function letReportingIn(office: Office): Promise<void> {
  const { db, calendar } = office;
  const at = calendar.days(30, 13);
  const manager = whoMay(
    office,
    ['region-vasternorrland', 'Region Västernorrland, förvaltning'],
    'service-account.grant',
    'SYSTEM_MANAGER',
  );
  const grant = allowed(permit(manager, 'service-account.create'));
  const capabilities = grantable(['statistics.read'], null);
  if (!capabilities.ok) throw new Error(`no system may count plans: ${capabilities.problem}`);
  const account = {
    name: 'Rapportverktyget',
    unitId: manager.assignment.unitId,
    capabilities: capabilities.value,
    networks: ['192.0.2.0/24'],
    key: await publicKeyOf('publicKey', PUBLIC_KEY),
  };
  await once(
    db,
    'service accounts',
    async (tx) => (await tx.serviceAccount.count()) > 0,
    async (tx) => {
      const made = await prismaServiceAccounts(tx, () => {}).create(grant, account, logOf(tx, manager, at), at);
      if (typeof made === 'string') throw new Error(`the service account is refused: ${made}`);
    },
  );
}
