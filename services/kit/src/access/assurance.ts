/**
 * Levels of assurance (sv. tillitsnivå), lowest first. `LOA1`: a password alone. `LOA2`: a password and something the user has.
 * `LOA3`: a SITHS card, or an identity provider that vouches for the level (G-144).
 */
export const ASSURANCE_LEVELS = ['LOA1', 'LOA2', 'LOA3'] as const;
/** One of {@link ASSURANCE_LEVELS}. */
export type AssuranceLevel = (typeof ASSURANCE_LEVELS)[number];

/** Is the level at least the other? */
export function isAtLeast(level: AssuranceLevel, other: AssuranceLevel): boolean {
  return ASSURANCE_LEVELS.indexOf(level) >= ASSURANCE_LEVELS.indexOf(other);
}

/**
 * Was who the user is proved within so many minutes? A session that is bound to a card has it in the reader: nobody is asked for
 * anything more (F-064).
 */
export function isFresh(proof: Proof, now: Date, minutes: number): boolean {
  return proof.certificate !== null || now.getTime() - proof.authenticatedAt.getTime() < minutes * 60_000;
}

/** May be signed with the proof now (G-146)? A card in the reader is always fresh (F-064). */
export function maySign({ certificate, signsUntil }: Proof, now: Date): boolean {
  return certificate !== null || (signsUntil !== undefined && now < signsUntil);
}

/** How the user of a session proved to be who they are. */
export interface Proof {
  readonly assurance: AssuranceLevel;
  /** When it was done last. */
  readonly authenticatedAt: Date;
  /** Until when it is fresh enough to sign with (G-146), as identity has decided; left out where nothing can be signed. */
  readonly signsUntil?: Date;
  /** SHA-256 of the client certificate that the session is bound to, base64url (RFC 8705, `x5t#S256`); null when it is not. */
  readonly certificate: string | null;
}
