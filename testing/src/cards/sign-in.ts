import type { Json } from '../ask.ts';
import { mutation } from '../operations.ts';
import type { Person } from '../region.ts';
import type { Card } from './authority.ts';
import { askWithCard } from './desk.ts';

const TOKENS = 'tokens { accessToken accessTokenExpiresAt refreshToken }';

export const convertToCard = mutation('convertToCard', TOKENS, '... on TooManyAttempts { retryAt }');
export const signInWithCard = mutation('signInWithCard', TOKENS);

/** Somebody at the entry for cards, with a card in the reader or with none, and with tokens or with none. */
export function atReader(url: URL, card: Card | null, tokens?: Json): Pick<Person, 'ask'> {
  const authorization = tokens && `Bearer ${tokens.accessToken}`;
  return { ask: (query, variables = {}) => askWithCard(url, card, { query, variables, authorization }) };
}
