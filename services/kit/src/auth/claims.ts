import { z } from 'zod';
import { ASSURANCE_LEVELS } from '../access/assurance.ts';
import { CAPABILITIES, type Capability } from '../access/capability.ts';
import { ADMINISTRATION_KINDS, ROLES, UNIT_KINDS, type Viewer } from '../access/viewer.ts';
import type { Environment } from '../server/subgraph.ts';

/** Who the access tokens are for: the gateway and every subgraph. */
export const AUDIENCE = 'samplan';
/** Who makes them. */
export const ISSUER = 'samplan/identity';
/** Header `typ` of an access token (RFC 9068). Nothing else that we sign has it. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';
/** The one algorithm: Ed25519 (RFC 8037). */
export const ALGORITHM = 'EdDSA';

const known: ReadonlySet<string> = new Set(CAPABILITIES);

/** What an access token says, beside the registered claims. */
export const accessClaims = z.object({
  /** User. */
  sub: z.string(),
  /** Environment in which the token works (f.2 27). */
  env: z.string(),
  /** Session. */
  sid: z.string(),
  /** Assignment, when one is chosen. */
  asg: z
    .object({
      id: z.string(),
      role: z.enum(ROLES),
      unit: z.string(),
      unitKind: z.enum(UNIT_KINDS),
      administration: z.string(),
      administrationKind: z.enum(ADMINISTRATION_KINDS),
      principal: z.string(),
    })
    .nullable(),
  /** Capabilities. Names that this version does not know are left out. */
  cap: z.array(z.string()).transform((names) => names.filter((name): name is Capability => known.has(name))),
  /** Level of assurance. */
  acr: z.enum(ASSURANCE_LEVELS),
  /** When the user last proved who they are, in seconds. */
  auth_time: z.int(),
  /** Until when the user may sign without proving anew, in seconds; left out for who signs nothing. */
  sgn: z.int().optional(),
  /** The client certificate that the token works with (RFC 8705). */
  cnf: z.object({ 'x5t#S256': z.string() }).optional(),
  /** Networks that the token works from; everywhere when left out. */
  net: z.array(z.string()).optional(),
  exp: z.int(),
});
/** See {@link accessClaims}. */
export type AccessClaims = z.infer<typeof accessClaims>;

/** The viewer that the claims describe. */
export function viewerOf({ sub, sid, asg, cap, acr, auth_time, sgn, cnf, net }: AccessClaims): Viewer {
  return {
    userId: sub,
    sessionId: sid,
    assignment: asg && {
      id: asg.id,
      role: asg.role,
      unitId: asg.unit,
      unitKind: asg.unitKind,
      administrationId: asg.administration,
      administrationKind: asg.administrationKind,
      principalId: asg.principal,
    },
    capabilities: new Set(cap),
    proof: {
      assurance: acr,
      authenticatedAt: new Date(auth_time * 1000),
      ...(sgn !== undefined && { signsUntil: new Date(sgn * 1000) }),
      certificate: cnf?.['x5t#S256'] ?? null,
    },
    ...(net && { networks: net }),
  };
}

/** The claims that describe a viewer in an environment: the reverse of {@link viewerOf}. */
export function claimsOf(viewer: Viewer, environment: Environment): Omit<AccessClaims, 'exp'> {
  const a = viewer.assignment;
  const { authenticatedAt, signsUntil, certificate } = viewer.proof;
  return {
    env: environment,
    sub: viewer.userId,
    sid: viewer.sessionId,
    asg: a && {
      id: a.id,
      role: a.role,
      unit: a.unitId,
      unitKind: a.unitKind,
      administration: a.administrationId,
      administrationKind: a.administrationKind,
      principal: a.principalId,
    },
    cap: [...viewer.capabilities],
    acr: viewer.proof.assurance,
    auth_time: seconds(authenticatedAt),
    ...(signsUntil && { sgn: seconds(signsUntil) }),
    ...(viewer.networks && { net: [...viewer.networks] }),
    ...(certificate !== null && { cnf: { 'x5t#S256': certificate } }),
  };
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
