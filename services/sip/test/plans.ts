import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess } from '@samplan/testing/shapes';
import { hours, newKey, newPatient } from '@samplan/testing/story';
import { expect } from 'vitest';

/** A region with somebody of every kind that plans concern. */
export interface World {
  readonly region: TestRegion;
  /** Needs assessor: registers patients and starts the plans of these tests. */
  readonly assessor: Person;
  /** Home health care and health centre: participants in the plans of these tests. */
  readonly homeNurse: Person;
  readonly healthCentre: Person;
  /** Ward, with the physician who judges. */
  readonly wardNurse: Person;
  readonly physician: Person;
  /** Social services: answers, never starts or leads (F-008). */
  readonly socialWorker: Person;
  /** A unit that takes part in nothing. */
  readonly stranger: Person;
}

/** Starts a region. */
export async function world(principals?: readonly string[]): Promise<World> {
  const region = await (principals ? testRegion({ principals, shape: inOneProcess }) : testRegion());
  return {
    region,
    assessor: await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR'),
    homeNurse: await region.staff('Hemsjukvård Centrum', 'NURSE'),
    healthCentre: await region.staff('Hälsocentralen Nacksta', 'DISTRICT_NURSE'),
    wardNurse: await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE'),
    physician: await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN'),
    socialWorker: await region.staff('Socialtjänsten, vuxna', 'SOCIAL_WORKER'),
    stranger: await region.staff('Hemsjukvård Alnö', 'NURSE'),
  };
}

/** A new patient of the assessor's. */
export async function patientOf({ region, assessor }: World): Promise<string> {
  return await newPatient(region, assessor);
}

/** An initiative for a patient with the others as participants who must answer. */
export function initiativeFor(patientId: string, others: readonly Person[]) {
  return {
    idempotencyKey: newKey(),
    patientId,
    initiationReason: 'Insatser från både region och kommun behövs.',
    participants: others.map(({ unitId }) => ({ unitId })),
  };
}

/** A plan that the assessor has started for a new patient with home health care, health centre and social services. */
export async function startedPlan(world: World, change: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const { region, assessor, homeNurse, healthCentre, socialWorker } = world;
  const input = initiativeFor(await patientOf(world), [homeNurse, healthCentre, socialWorker]);
  const { sip } = await does.initiateSip(assessor, { ...input, ...change });
  await region.settled();
  return { ...sip, patientId: input.patientId };
}

/** Input of a consent to the plan as it is. */
export function consentTo(sip: Json, change: Readonly<Record<string, unknown>> = {}) {
  return { sipId: sip.id, version: sip.version, isGiven: true, form: 'ORAL', scope: 'Det som behövs.', ...change };
}

/** Input of an invitation to the plan as it is: in two days, at a place. */
export function meetingOf(world: World, sip: Json, change: Readonly<Record<string, unknown>> = {}) {
  return {
    sipId: sip.id,
    version: sip.version,
    meetingAt: hours(world.region, 48),
    meetingForm: 'PHYSICAL',
    ...change,
  };
}

/** A plan with consent. */
export async function preparedPlan(world: World, change: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const started = await startedPlan(world);
  const { sip } = await does.recordSipConsent(world.assessor, consentTo(started, change));
  return { ...started, ...sip };
}

/** A plan that everyone is invited to. */
export async function invitedPlan(world: World): Promise<Json> {
  const prepared = await preparedPlan(world);
  const { sip } = await does.inviteToSip(world.assessor, meetingOf(world, prepared));
  return { ...prepared, ...sip };
}

/** A plan that the patient has declined. */
export async function declinedPlan(world: World): Promise<Json> {
  return await preparedPlan(world, { isGiven: false });
}

/** What is stored of a plan: the row, participants by unit, consents and invitations in order. */
export async function stored({ region }: World, sipId: string): Promise<Json> {
  const of = (table: string, order: string) =>
    region.databases.sip.query(`SELECT * FROM ${table} WHERE sip_id = $1 ORDER BY ${order}`, [sipId]);
  const [row] = await region.databases.sip.query('SELECT * FROM sip WHERE id = $1', [sipId]);
  const participants = await of('sip_participant', 'unit_id');
  return {
    ...row,
    participants: new Map(participants.map((participant) => [participant['unit_id'], participant])),
    consents: await of('sip_consent', 'id'),
    invitations: await of('sip_invitation', 'sequence'),
  };
}

/** The ids of a patient's plans, as stored. */
export async function plansOf({ region }: World, patientId: string): Promise<readonly string[]> {
  const rows = await region.databases.sip.query<{ id: string }>(
    'SELECT id FROM sip WHERE patient_id = $1 ORDER BY id',
    [patientId],
  );
  return rows.map(({ id }) => id);
}

/** The events that were told of a plan, oldest first. */
export async function told({ region }: World, sipId: string): Promise<readonly Json[]> {
  return await region.databases.sip.query(
    'SELECT type, data FROM kit.outbox WHERE aggregate_id = $1 ORDER BY position',
    [sipId],
  );
}

/** What the access log says that somebody did with a patient's plans, oldest first. */
export async function logged({ region }: World, by: Person, patientId: string): Promise<readonly string[]> {
  const rows = await region.databases.sip.query<{ entry: string }>(
    `SELECT kind || ' ' || action || coalesce(' ' || reason, '') AS entry FROM kit.access_log
     WHERE patient_id = $1 AND user_id = $2 ORDER BY kit.access_log.entry`,
    [patientId, by.userId],
  );
  return rows.map(({ entry }) => entry);
}

/** What the access log says that somebody tried without the right to it. */
export async function deniedRights({ region }: World, by: Person): Promise<readonly string[]> {
  const rows = await region.databases.sip.query<{ action: string }>(
    "SELECT action FROM kit.access_log WHERE kind = 'DENIED' AND reason = 'NO_CAPABILITY' AND user_id = $1 ORDER BY entry",
    [by.userId],
  );
  return rows.map(({ action }) => action);
}

/** Does the work, and expects that nothing is stored or told of the plan meanwhile. @returns what the work answers. */
export async function changesNothing(world: World, sipId: string, work: () => Promise<Json>): Promise<Json> {
  const before = [await stored(world, sipId), await told(world, sipId)];
  const outcome = await work();
  expect([await stored(world, sipId), await told(world, sipId)]).toEqual(before);
  return outcome;
}

/** Puts a plan in a state that no operation leads to yet, as a migration of plans does. */
export async function putInState({ region }: World, sipId: string, state: 'ACTIVE' | 'ENDED'): Promise<void> {
  await region.databases.sip.query('UPDATE sip SET state = $2 WHERE id = $1', [sipId, state]);
}

/** The code of a refusal by error, with its field. */
export function refusal(outcome: Json): Json {
  return outcome.errors?.[0]?.extensions;
}
