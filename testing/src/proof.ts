import type { Proof } from '@samplan/kit/access/assurance';

/** Of a session that was proven with a card, not bound to it. */
export const TEST_PROOF: Proof = { assurance: 'LOA3', authenticatedAt: new Date(0), certificate: null };
