import type { SealedColumn } from '@samplan/kit/auth/reseal';

/** What identity seals in its database, beside what kit does. */
export const SEALED_BY_IDENTITY: readonly SealedColumn[] = [
  { table: 'public.second_factor', column: 'sealed' },
  { table: 'public.second_factor', column: 'code_sealed' },
  { table: 'public.oidc_sign_in', column: 'sealed' },
  { table: 'public.access_order', column: 'sealed_identity_number' },
  { table: 'public.access_order_step', column: 'sealed_credentials' },
  { table: 'public.draft', column: 'sealed' },
];
