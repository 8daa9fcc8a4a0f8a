import * as care from './care.ts';
import type { EventContract } from './contract.ts';
import * as identity from './identity.ts';
import * as organisation from './organisation.ts';
import * as reach from './reach.ts';
import * as sip from './sip.ts';

/** Every event contract, in order of producer and type. */
export const CONTRACTS: readonly EventContract[] = [identity, reach, organisation, care, sip].flatMap((contracts) =>
  Object.values<EventContract>(contracts),
);

/** By which the sealed access logs travel: straight from the log, not by the outbox. */
export const SEALED_LOGS: readonly EventContract[] = [organisation, care, sip].map((of) => of.accessLogSealed);
