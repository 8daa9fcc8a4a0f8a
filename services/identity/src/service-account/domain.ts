import type { Capability } from '@samplan/kit/access/capability';
import type { UnitKind, Viewer } from '@samplan/kit/access/viewer';
import type { UnitCopy } from '@samplan/kit/copies/unit';
import { ok, type Result, refused } from '@samplan/kit/result';

/** Rights that a system can have anywhere: counts. The organisation can be read without any. */
const OF_PRINCIPAL = ['statistics.read'] as const satisfies readonly Capability[];

/** Rights to patient data: of one operative unit, which must be named. What writes or decides about people is for people. */
const OF_UNIT = [
  'episode.read',
  'message.acknowledge',
  'patient.read',
  'sip.read',
] as const satisfies readonly Capability[];

/** Keys of an account that work at the same time. */
export const MAX_KEYS = 3;

/** A right that a system can have. */
export type ServiceCapability = (typeof OF_PRINCIPAL)[number] | (typeof OF_UNIT)[number];

/** Why rights are not given. */
export type CapabilityFault =
  /** No system has such a right. */
  | 'NOT_FOR_SYSTEMS'
  /** A right to patient data needs a named operative unit. */
  | 'UNIT_MISSING';

/**
 * The rights of a new account, each once, in order.
 * @param unitKind - of the unit that was named; null when none was.
 */
export function grantable(
  asked: readonly string[],
  unitKind: UnitKind | null,
): Result<readonly ServiceCapability[], CapabilityFault> {
  const known = asked.filter(
    (name): name is ServiceCapability => isOneOf(OF_PRINCIPAL, name) || isOneOf(OF_UNIT, name),
  );
  if (known.length < asked.length) return refused('NOT_FOR_SYSTEMS');
  const needsUnit = known.some((name) => isOneOf(OF_UNIT, name));
  if (needsUnit && (unitKind === null || unitKind === 'ORGANISATIONAL')) return refused('UNIT_MISSING');
  return ok([...new Set(known)].sort());
}

/**
 * The rights that a token is given.
 * @param scope - rights with spaces between (RFC 6749 3.3); null for all.
 * @returns null when one was asked for that the account does not have.
 */
export function scopeOf(held: readonly string[], scope: string | null): readonly ServiceCapability[] | null {
  const own = held.filter((name): name is ServiceCapability => isOneOf(OF_PRINCIPAL, name) || isOneOf(OF_UNIT, name));
  if (scope === null) return own;
  const asked = scope.split(' ').filter((name) => name !== '');
  return asked.every((name) => isOneOf(own, name)) ? own.filter((name) => asked.includes(name)) : null;
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return names.some((one) => one === name);
}

/** Who a service account is while it has a token. A key is worth a password and something held; nothing is signed with it. */
export function serviceViewer(o: {
  readonly accountId: string;
  readonly sessionId: string;
  readonly unit: UnitCopy;
  readonly capabilities: readonly ServiceCapability[];
  readonly networks: readonly string[];
  readonly now: Date;
}): Viewer {
  const { unitId, kind, administrationId, administrationKind, principalId } = o.unit;
  return {
    userId: o.accountId,
    sessionId: o.sessionId,
    assignment: {
      id: o.accountId,
      role: 'SERVICE_ACCOUNT',
      unitId,
      unitKind: kind,
      administrationId,
      administrationKind,
      principalId,
    },
    capabilities: new Set(o.capabilities),
    proof: { assurance: 'LOA2', authenticatedAt: o.now, certificate: null },
    ...(o.networks.length > 0 && { networks: o.networks }),
  };
}
