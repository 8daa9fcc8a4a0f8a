import { transact } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { newId } from '@samplan/kit/id';
import { ok, type Result, refused } from '@samplan/kit/result';
import { isOpenForMessages } from '../episode/domain.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { type At, type Case, casesOf } from './cases.ts';
import { type Before, type CaseFacts, type Decision, decideCase, wardAfter } from './decide.ts';
import type { CutOver, EpisodeRow, FindUnit, ImportableMessage, MessageRow, Refusal } from './domain.ts';
import { type BatchFacts, cutOvers, factsOf, fingerprintOf, type UnitIds, unitFinder } from './facts.prisma.ts';
import type { SourceFile } from './file.ts';
import { type Importer, type Importing, noteImport, type Target, writeEpisode, writeMessages } from './write.prisma.ts';

/** How many episodes are stored in one transaction. */
const BATCH = 10;

/** How a file is to be imported. */
export interface ImportOptions {
  /** Decides everything and changes nothing. */
  readonly isDryRun: boolean;
  /** Goes on with an import that was broken off. */
  readonly resumes: boolean;
  readonly importer: Importer;
  /** The units that the file names. */
  readonly unitIds: UnitIds;
  /** Of the whole file. */
  readonly fingerprint: Uint8Array<ArrayBuffer>;
  readonly now: Date;
  /** Told after every transaction. */
  progress(done: number, of: number): void;
}

/** What an import did, or would do. */
export interface ImportReport {
  readonly imported: Counts;
  /** Imported before. */
  readonly unchanged: Counts;
  /** Imported episodes with a mark. */
  readonly marked: number;
  /** By line. */
  readonly refusals: readonly Refusal[];
}

interface Counts {
  readonly episodes: number;
  readonly messages: number;
}

/** Why an import does not begin. */
export type NotBegun =
  /** An import of the same file was broken off, or runs. */
  | 'BROKEN_OFF'
  /** There is nothing to go on with. */
  | 'NOTHING_BROKEN_OFF';

/**
 * Imports open episodes with their messages. Rows that were imported before stay as they are, so that an import can be given again:
 * when it was broken off, when refused rows are mended, when the older system has new messages.
 */
export async function importFile(
  db: PrismaClient,
  file: SourceFile,
  options: ImportOptions,
): Promise<Result<ImportReport, NotBegun>> {
  const { isDryRun, importer, now, fingerprint } = options;
  if (!isDryRun) {
    const problem = await begin(db, file.system, options);
    if (problem) return refused(problem);
  }
  const { cases, refusals } = casesOf(file, now);
  const { find, units } = await unitFinder(db, options.unitIds);
  const desk: Desk = {
    importing: { system: file.system, importer, now },
    importId: newId('imp'),
    findUnit: find,
    cutOverOf: await cutOvers(db, units),
    begun: new Map(),
  };
  const decisions: Decision[] = [];
  for (let i = 0; i < cases.length; i += BATCH) {
    const batch = cases.slice(i, i + BATCH);
    const decided = isDryRun
      ? decideBatch(batch, await factsOf(db, file.system, batch, false), desk).map(({ decision }) => decision)
      : await transact(db, (tx) => storeBatch(tx, batch, desk));
    for (const decision of decided) noteWard(desk.begun, decision);
    decisions.push(...decided);
    options.progress(Math.min(i + BATCH, cases.length), cases.length);
  }
  if (!isDryRun) await db.transitionImport.update({ where: { fingerprint }, data: { finishedAt: now } });
  return ok(reportOf(decisions, refusals));
}

async function begin(
  db: PrismaClient,
  system: string,
  { fingerprint, importer, resumes, now }: ImportOptions,
): Promise<NotBegun | null> {
  return await transact(db, async (tx) => {
    await lock(tx);
    const before = await tx.transitionImport.findUnique({ where: { fingerprint } });
    const isBrokenOff = before !== null && before.finishedAt === null;
    if (isBrokenOff !== resumes) return isBrokenOff ? 'BROKEN_OFF' : 'NOTHING_BROKEN_OFF';
    const data = { byUserId: importer.userId, startedAt: now, finishedAt: null };
    await tx.transitionImport.upsert({
      where: { fingerprint },
      create: { fingerprint, system, ...data },
      update: data,
    });
    return null;
  });
}

/** What every batch of an import works with. */
interface Desk {
  readonly importing: Importing;
  readonly importId: string;
  readonly findUnit: FindUnit;
  readonly cutOverOf: (regionId: string) => CutOver;
  /** Wards by patient where earlier batches have begun an episode: a dry run finds them nowhere else. */
  readonly begun: Map<string, readonly string[]>;
}

/** Of two imports at once, one waits for the other's batch. */
async function lock(tx: Prisma.TransactionClient): Promise<void> {
  await tx.$queryRawUnsafe(`SELECT pg_advisory_xact_lock(hashtext('transition.import'))::text`);
}

async function storeBatch(tx: Prisma.TransactionClient, batch: readonly Case[], desk: Desk): Promise<Decision[]> {
  await lock(tx);
  const { importing } = desk;
  const facts = await factsOf(tx, importing.system, batch, true);
  const decided = decideBatch(batch, facts, desk);
  for (const { one, decision } of decided) {
    const { episode, messages } = decision;
    if (!episode && messages.length === 0) continue;
    const target: Target =
      episode && one.episode
        ? await writeEpisode(
            tx,
            episode,
            found(facts.patient(episode.row.patient)),
            fingerprintOf(one.episode),
            importing,
          )
        : found(knownOf(one, facts));
    const fingerprint = (message: ImportableMessage) => fingerprintOf({ line: 0, row: message.row });
    await writeMessages(tx, target, messages, fingerprint, importing);
    await noteImport(tx, target, importing, desk.importId);
  }
  return decided.map(({ decision }) => decision);
}

/** Decides the cases of a batch, one after the other, since one may begin what another would begin again. */
function decideBatch(batch: readonly Case[], facts: BatchFacts, desk: Desk) {
  const begun = new Map(desk.begun);
  return batch.map((one) => {
    const decision = decideCase(one, caseFacts(one, facts, begun), desk.findUnit, desk.cutOverOf, desk.importing.now);
    noteWard(begun, decision);
    return { one, decision };
  });
}

function caseFacts(one: Case, facts: BatchFacts, begun: ReadonlyMap<string, readonly string[]>): CaseFacts {
  const patient = one.episode && facts.patient(one.episode.row.patient);
  const known = knownOf(one, facts);
  const before = (kind: 'EPISODE' | 'MESSAGE', at: At<EpisodeRow> | At<MessageRow>): Before => {
    const source = facts.source(kind, at.row.id);
    if (!source) return 'NEW';
    return Buffer.from(source.fingerprint).equals(fingerprintOf(at)) ? 'SAME' : 'CHANGED';
  };
  return {
    episodeBefore: one.episode ? before('EPISODE', one.episode) : 'NEW',
    patient: patient
      ? {
          patientId: patient.id,
          hasPsychiatricOutpatientUnit: patient.hasPsychiatricOutpatientUnit,
          wardUnitIds: [...patient.wardUnitIds, ...(begun.get(patient.id) ?? [])],
        }
      : null,
    known: known ? { partyUnitIds: known.partyUnitIds, isClosed: !isOpenForMessages(known.episode) } : null,
    messageBefore: (message) => before('MESSAGE', message),
  };
}

function knownOf(one: Case, facts: BatchFacts) {
  const source = facts.source('EPISODE', one.episodeId);
  return source && facts.known(source.episodeId);
}

function noteWard(begun: Map<string, readonly string[]>, { episode }: Decision): void {
  const ward = wardAfter(episode);
  if (ward) begun.set(ward.patientId, [...(begun.get(ward.patientId) ?? []), ward.unitId]);
}

function reportOf(decisions: readonly Decision[], unread: readonly Refusal[]): ImportReport {
  const sum = (of: (decision: Decision) => number) => decisions.reduce((total, decision) => total + of(decision), 0);
  const refusals = [...unread, ...decisions.flatMap((decision) => decision.refusals)];
  return {
    imported: {
      episodes: sum(({ episode }) => Number(episode !== null)),
      messages: sum(({ messages }) => messages.length),
    },
    unchanged: {
      episodes: sum(({ unchanged }) => unchanged.episodes),
      messages: sum(({ unchanged }) => unchanged.messages),
    },
    marked: sum(({ episode }) => Number(episode !== null && episode.marks.length > 0)),
    refusals: refusals.sort((a, b) => a.line - b.line),
  };
}
