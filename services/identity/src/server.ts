import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { grantedLoader } from '@samplan/kit/access/loader';
import type { KeyRing } from '@samplan/kit/auth/key-ring';
import { ANSWER_HOLDS_MS, type FollowedRevocations } from '@samplan/kit/auth/revocations';
import { nothingUntold, UNTOLD_PATH, type UntoldEnds, untoldTo } from '@samplan/kit/auth/untold';
import { onCareRelationChanged } from '@samplan/kit/copies/care-relation';
import { onUnitChanged } from '@samplan/kit/copies/unit';
import { isUndelivered } from '@samplan/kit/events/outbox';
import {
  ACCESS_TOKEN_MINUTES,
  ENDED_MATTERS_MS,
  type Subgraph,
  type SubgraphDeps,
  startSubgraph,
} from '@samplan/kit/server/subgraph';
import { addHours } from '@samplan/kit/time';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import DataLoader from 'dataloader';
import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { prismaAppointments } from './appointment/store.prisma.ts';
import type { Ended } from './assignment/change.prisma.ts';
import { startExpiry } from './assignment/expire.prisma.ts';
import { prismaAssignments } from './assignment/store.prisma.ts';
import { prismaAttempts } from './attempt/store.prisma.ts';
import { permit as permitBlock } from './block/policy.ts';
import { prismaBlocks } from './block/store.prisma.ts';
import { prismaCards } from './card/store.prisma.ts';
import { onLogSealed, takeOwnLog } from './central-log/receive.prisma.ts';
import { scheduleLogChecks } from './central-log/schedule.ts';
import { prismaCentralLog } from './central-log/store.prisma.ts';
import { loadConnectedSystems } from './connected/file.ts';
import { prismaContacts } from './contact/store.prisma.ts';
import type { Context } from './context.ts';
import { prismaDrafts } from './draft/store.prisma.ts';
import { prismaEmergencies } from './emergency/store.prisma.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { sdl } from './generated/sdl.ts';
import { prismaGuesses } from './guess/store.prisma.ts';
import { onDocumented } from './inbox/documented.ts';
import { onPatientRegistered } from './inbox/patient-registered.ts';
import { prismaIncidents } from './incident/store.prisma.ts';
import { prismaAccesses } from './log-review/accesses.prisma.ts';
import { prismaAccessExports } from './log-review/exports.prisma.ts';
import { prismaLogReviews } from './log-review/store.prisma.ts';
import { startMailer } from './mail/mailer.prisma.ts';
import { smtpPost } from './mail/post.ts';
import { prismaParkedMails } from './mail/store.prisma.ts';
import { prismaMailboxes } from './mailbox/store.prisma.ts';
import { prismaNetworks } from './network/store.prisma.ts';
import { openOidcProvider } from './oidc/provider.ts';
import { prismaOidc } from './oidc/store.prisma.ts';
import { prismaOrders } from './order/store.prisma.ts';
import { prismaPasswords } from './password/store.prisma.ts';
import { prismaProductionStarts } from './production-start/store.prisma.ts';
import { prismaProtections } from './protected-identity/store.prisma.ts';
import { prismaReadModes } from './read-mode/store.prisma.ts';
import { resolvers } from './resolvers.ts';
import { prismaResponsibilities } from './responsibilities/store.prisma.ts';
import { currentResponsibilities } from './responsibilities/text.ts';
import { prismaSecondFactors } from './second-factor/store.prisma.ts';
import { prismaServiceAccounts } from './service-account/store.prisma.ts';
import { openAccessTokenKeys } from './session/keys.ts';
import { prismaSessions } from './session/store.prisma.ts';
import type { IdentitySettings } from './settings.ts';
import { permit as permitSharing } from './sharing/policy.ts';
import { prismaSharing } from './sharing/store.prisma.ts';
import { webhookSms } from './sms/sender.ts';
import { prismaStale } from './stale/store.prisma.ts';
import { prismaUsers } from './user/store.prisma.ts';

const MINUTE_MS = 60_000;

/** What identity is given from outside, beside what every subgraph is given. It has the keys of access tokens itself. */
export interface IdentityDeps extends Omit<SubgraphDeps, 'tokenKeys' | 'askUntold'> {
  readonly settings: IdentitySettings;
}

/** Identity, with the keys that others check access tokens with. */
export interface Identity extends Subgraph {
  readonly tokenKeys: JWTVerifyGetKey;
  readonly keyRing: KeyRing;
  /** What has ended and a subgraph has not heard yet. */
  untoldTo(consumer: SubgraphName): Promise<UntoldEnds>;
}

/** Starts identity. */
export async function createServer(deps: IdentityDeps): Promise<Identity> {
  const { database, now } = deps;
  const db = new PrismaClient({ adapter: new PrismaPg(database.pool) });
  const keyRing = openAccessTokenKeys({ pool: database.pool, secrets: deps.secrets, now });
  await keyRing.rotate();
  const hourly = setInterval(() => {
    void keyRing.rotate().catch(() => {});
    void sessions.tidy(now()).catch(() => {});
    void attempts.tidy(now()).catch(() => {});
    void guesses.tidy(now()).catch(() => {});
    void secondFactors.tidy(now()).catch(() => {});
    void sharing.purge(addHours(now(), -24 * deps.settings.consentKeptDays)).catch(() => {});
    void drafts.tidy(now()).catch(() => {});
  }, 60 * MINUTE_MS);
  hourly.unref();
  const tokenKeys: JWTVerifyGetKey = async (header, token) =>
    await createLocalJWKSet(await keyRing.publicKeys())(header, token);
  const { entries } = deps.settings;
  const rules = {
    ...deps.settings,
    accessTokenMinutes: ACCESS_TOKEN_MINUTES,
    responsibilities: currentResponsibilities(),
    environment: deps.environment,
  };
  let revocations: FollowedRevocations | undefined;
  const users = prismaUsers(db);
  const assignments = prismaAssignments(db);
  const noteEnded = (sessionId: string): void => revocations?.noteEndedSession(sessionId);
  const sessions = prismaSessions(db, noteEnded);
  const passwords = prismaPasswords(db, noteEnded);
  const attempts = prismaAttempts(db);
  const guesses = prismaGuesses(db, deps.secrets);
  const productionStarts = prismaProductionStarts(db);
  const responsibilities = prismaResponsibilities(db);
  const secondFactors = prismaSecondFactors(db, deps.secrets, noteEnded);
  const sms = deps.settings.sms && webhookSms(deps.settings.sms);
  const logReviews = prismaLogReviews(db);
  const accesses = prismaAccesses(db);
  const accessExports = prismaAccessExports(db);
  const incidents = prismaIncidents(db);
  const serviceAccounts = prismaServiceAccounts(db, noteEnded);
  const blocks = prismaBlocks(db);
  const emergencies = prismaEmergencies(db);
  const protections = prismaProtections(db);
  const sharing = prismaSharing(db);
  const contacts = prismaContacts(db);
  const readModes = prismaReadModes(db);
  const networks = prismaNetworks(db);
  const drafts = prismaDrafts(db, deps.secrets, deps.settings.draftDays);

  const connected = loadConnectedSystems();
  const noteAllEnded = ({ assignmentIds, sessionIds }: Ended): void => {
    for (const id of assignmentIds) revocations?.noteEndedAssignment(id);
    for (const id of sessionIds) revocations?.noteEndedSession(id);
  };
  const sendsMail = deps.settings.mail !== null;
  const orders = prismaOrders(db, deps.secrets, deps.environment, noteAllEnded, sendsMail);
  const appointments = prismaAppointments(db, noteAllEnded, sendsMail);
  const mailboxes = prismaMailboxes(db);
  const parkedMails = prismaParkedMails(db);
  const stale = prismaStale(db);
  const cards = prismaCards(db, noteEnded);
  const oidcSignIns = prismaOidc(db, deps.secrets);
  const identityProvider = deps.settings.oidc && openOidcProvider(deps.settings.oidc);

  async function untilHeard(eventId: string): Promise<void> {
    // Who has not heard by then has asked what is untold, or asks before the next token.
    const deadline = performance.now() + ANSWER_HOLDS_MS;
    while (performance.now() < deadline && (await isUndelivered(db, eventId))) await sleep(5);
  }

  async function untold(consumer: SubgraphName): Promise<UntoldEnds> {
    return await untoldTo(database.pool, consumer, new Date(now().getTime() - ENDED_MATTERS_MS));
  }

  const subgraph = await startSubgraph(
    {
      name: 'identity',
      sdl,
      resolvers,
      db,
      handlers: (followed) => {
        revocations = followed;
        return [onUnitChanged(), onCareRelationChanged(), onPatientRegistered, ...onDocumented, ...onLogSealed(db)];
      },
      takeLog: takeOwnLog(db),
      context: (base): Context => ({
        ...base,
        users,
        userById: new DataLoader(async (ids) => await users.find(ids)),
        assignments,
        sessions,
        cards,
        identityProvider,
        oidcSignIns,
        entries,
        passwords,
        attempts,
        guesses,
        productionStarts,
        responsibilities,
        secondFactors,
        sms,
        logReviews,
        accesses,
        accessExports,
        incidents,
        serviceAccounts,
        orders,
        appointments,
        mailboxes,
        parkedMails,
        stale,
        connected,
        blocks,
        blocksOf: grantedLoader(
          'block.read',
          permitBlock(base.viewer, 'block.read'),
          base.access,
          (grant, ids) => blocks.inForce(grant, ids, base.access, now()),
          null,
        ),
        emergencies,
        protections,
        sharing,
        sharingConsentsOf: grantedLoader(
          'sharing-consent.read',
          permitSharing(base.viewer, 'sharing-consent.read'),
          base.access,
          (grant, ids) => sharing.ofPatients(grant, ids, base.access, now()),
          null,
        ),
        drafts,
        contacts,
        readModes,
        networks,
        contactOf: new DataLoader(async (ids) => await contacts.of(ids)),
        keys: keyRing,
        rules,
        untilHeard,
      }),
      routes: (app) => {
        app.get('/.well-known/jwks.json', async () => await keyRing.publicKeys());
        app.get<{ Params: { consumer: string } }>(UNTOLD_PATH, { config: { isFrequent: true } }, (request, reply) => {
          const consumer = SUBGRAPHS.find((name) => name === request.params.consumer);
          return consumer ? untold(consumer) : reply.callNotFound();
        });
      },
    },
    { ...deps, tokenKeys, askUntold: nothingUntold },
  );

  const checks = scheduleLogChecks(prismaCentralLog(db, database.pool), now, deps.log);
  const { mail } = deps.settings;
  const mailer = mail && startMailer({ db, post: smtpPost(mail), now, log: deps.log });
  const expiry = startExpiry({ db, now, log: deps.log, noteEnded: noteAllEnded });

  return {
    ...subgraph,
    tokenKeys,
    keyRing,
    untoldTo: untold,
    async close() {
      clearInterval(hourly);
      await checks.stop();
      await expiry.stop();
      await mailer?.stop();
      await subgraph.close();
      await db.$disconnect();
    },
  };
}
