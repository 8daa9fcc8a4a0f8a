import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import type { KeyRing } from '@samplan/kit/auth/key-ring';
import type { FollowedRevocations } from '@samplan/kit/auth/revocations';
import { onUnitChanged } from '@samplan/kit/copies/unit';
import { isUndelivered } from '@samplan/kit/events/outbox';
import { ACCESS_TOKEN_MINUTES, type Subgraph, type SubgraphDeps, startSubgraph } from '@samplan/kit/server/subgraph';
import DataLoader from 'dataloader';
import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { prismaAssignments } from './assignment/store.prisma.ts';
import type { Context } from './context.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { sdl } from './generated/sdl.ts';
import { resolvers } from './resolvers.ts';
import { openAccessTokenKeys } from './session/keys.ts';
import { prismaSessions } from './session/store.prisma.ts';
import type { IdentitySettings } from './settings.ts';
import { prismaUsers } from './user/store.prisma.ts';

const MINUTE_MS = 60_000;

/** How long signing out waits for the other subgraphs. One that cannot be reached hears of it before it serves again. */
const HEARD_WITHIN_MS = 2000;

/** What identity is given from outside, beside what every subgraph is given. It has the keys of access tokens itself. */
export interface IdentityDeps extends Omit<SubgraphDeps, 'tokenKeys'> {
  readonly settings: IdentitySettings;
}

/** Identity, with the keys that others check access tokens with. */
export interface Identity extends Subgraph {
  readonly tokenKeys: JWTVerifyGetKey;
  readonly keyRing: KeyRing;
}

/** Starts identity. */
export async function createServer(deps: IdentityDeps): Promise<Identity> {
  const { database, now } = deps;
  const db = new PrismaClient({ adapter: new PrismaPg(database.pool) });
  const keyRing = openAccessTokenKeys({ pool: database.pool, secrets: deps.secrets, now });
  await keyRing.rotate();
  const rotation = setInterval(() => void keyRing.rotate().catch(() => {}), 60 * MINUTE_MS);
  rotation.unref();
  const tokenKeys: JWTVerifyGetKey = async (header, token) =>
    await createLocalJWKSet(await keyRing.publicKeys())(header, token);
  const rules = { ...deps.settings, accessTokenMinutes: ACCESS_TOKEN_MINUTES };
  let revocations: FollowedRevocations | undefined;
  const users = prismaUsers(db);
  const assignments = prismaAssignments(db);
  const sessions = prismaSessions(db, (sessionId) => revocations?.noteEndedSession(sessionId));

  async function untilHeard(eventId: string): Promise<void> {
    const deadline = performance.now() + HEARD_WITHIN_MS;
    while (performance.now() < deadline && (await isUndelivered(db, eventId))) await sleep(5);
  }

  const subgraph = await startSubgraph(
    {
      name: 'identity',
      sdl,
      resolvers,
      db,
      handlers: (followed) => {
        revocations = followed;
        return [onUnitChanged()];
      },
      context: (base): Context => ({
        ...base,
        users,
        userById: new DataLoader(async (ids) => await users.find(ids)),
        assignments,
        sessions,
        keys: keyRing,
        rules,
        untilHeard,
      }),
      routes: (app) => {
        app.get('/.well-known/jwks.json', async () => await keyRing.publicKeys());
      },
    },
    { ...deps, tokenKeys },
  );

  return {
    ...subgraph,
    tokenKeys,
    keyRing,
    async close() {
      clearInterval(rotation);
      await subgraph.close();
      await db.$disconnect();
    },
  };
}
