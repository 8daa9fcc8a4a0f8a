import { type FollowedRevocations, followRevocations } from '@samplan/kit/auth/revocations';
import { endSession } from '@samplan/kit/auth/session-end';
import { type AskUntold, type UntoldEnds, untoldTo } from '@samplan/kit/auth/untold';
import { storeAssignmentCopies } from '@samplan/kit/copies/assignment';
import type { Database } from '@samplan/kit/db/database';
import { transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { createLog } from '@samplan/kit/server/log';
import { assignmentChanged, sessionEnded } from '@samplan/schema/events/identity';
import { blockChanged } from '@samplan/schema/events/reach';
import { testClock } from '@samplan/testing/clock';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { until } from '@samplan/testing/until';
import { layWire } from '@samplan/testing/wire';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const MINUTES_6 = 360_000;

let identity: OpenTestDatabase;
let sip: OpenTestDatabase;
let clock: ReturnType<typeof testClock>;
let logged: string[];
let following: FollowedRevocations[];
beforeEach(async () => {
  [identity, sip] = await Promise.all([openTestDatabase('identity'), openTestDatabase('sip')]);
  clock = testClock();
  logged = [];
  following = [];
});
afterEach(async () => {
  await Promise.all(following.map((revocations) => revocations.close()));
  await Promise.all([identity.drop(), sip.drop()]);
});

const sinceThen = (): Date => new Date(clock.now().getTime() - MINUTES_6);
const asked: AskUntold = () => untoldTo(identity.database.pool, 'sip', sinceThen());

/** Follows as a process of sip does. */
async function follow(askUntold: AskUntold = asked, database: Database = sip.database): Promise<FollowedRevocations> {
  const log = createLog('sip', 'info', (line) => logged.push(line));
  const revocations = await followRevocations({ database, askUntold, now: clock.now, keepForMs: MINUTES_6, log });
  following.push(revocations);
  return revocations;
}

/** Identity ends a session, and sip does not hear of it. */
async function endAtIdentity(sessionId: string): Promise<void> {
  const endedAt = clock.now();
  const data = { sessionId, endedAt: endedAt.toISOString() };
  await transact(identity.sql, (tx) => writeEvents(tx, [newEvent(sessionEnded, sessionId, data)], endedAt));
}

const assignment = (assignmentId: string, isActive: boolean, version: number) =>
  ({ assignmentId, userId: 'usr_1', unitId: 'unt_1', role: 'NURSE', isActive, version }) as const;

/** Identity changes an assignment, and sip does not hear of it. */
async function changeAtIdentity(assignmentId: string, isActive: boolean, version: number): Promise<void> {
  const event = newEvent(assignmentChanged, assignmentId, assignment(assignmentId, isActive, version));
  await transact(identity.sql, (tx) => writeEvents(tx, [event], clock.now()));
}

/** Sip hears of everything, in whichever process. */
async function hear(): Promise<void> {
  const events = await identity.query<{ data: { sessionId?: string; endedAt: string } }>(
    `SELECT data FROM kit.outbox JOIN kit.outbox_delivery USING (position) WHERE consumer = 'sip' ORDER BY position`,
  );
  await transact(sip.sql, async (tx) => {
    for (const { data } of events) {
      if (data.sessionId) await endSession(tx, data.sessionId, new Date(data.endedAt));
      // Else it is the data of the other contract.
      else await storeAssignmentCopies(tx, [data as unknown as ReturnType<typeof assignment>]);
    }
  });
  await identity.query(`DELETE FROM kit.outbox_delivery WHERE consumer = 'sip'`);
}

/** Lets this process stand still, with everything in it. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('when a subgraph starts', () => {
  test('then it knows what has ended by its own database, and by what identity has not told it yet', async () => {
    await endAtIdentity('ses_heard');
    await changeAtIdentity('asg_heard', false, 1);
    await hear();
    await endAtIdentity('ses_untold');
    await changeAtIdentity('asg_untold', false, 1);
    await changeAtIdentity('asg_made', true, 1);
    await identity.query(`UPDATE kit.outbox_delivery SET parked_at = now()`);
    const { hasEndedSession, hasEndedAssignment, isCurrent } = await follow();
    expect(isCurrent()).toBe(true);
    expect(['ses_heard', 'ses_untold', 'ses_other'].map(hasEndedSession)).toEqual([true, true, false]);
    const assignments = ['asg_heard', 'asg_untold', 'asg_made', 'asg_other'];
    expect(assignments.map(hasEndedAssignment)).toEqual([true, true, false, false]);
  });

  test('then what ended longer ago than a token lives is of no interest', async () => {
    await endAtIdentity('ses_heard');
    await hear();
    await endAtIdentity('ses_untold');
    clock.move({ minutes: 7 });
    const { hasEndedSession } = await follow();
    expect(['ses_heard', 'ses_untold'].map(hasEndedSession)).toEqual([false, false]);
  });

  test('then it is not current before identity has answered, however long that takes, and one line says why', async () => {
    await endAtIdentity('ses_1');
    let isDown = true;
    let tries = 0;
    const revocations = await follow(async () => {
      tries += 1;
      if (isDown) throw new TypeError('http://10.0.0.1');
      return await asked();
    });
    expect(tries).toBeGreaterThan(2);
    expect(revocations.isCurrent()).toBe(false);
    expect(await revocations.current()).toBe(false);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('"event":"revocations.unknown","problem":"TypeError"');
    isDown = false;
    expect(await revocations.current()).toBe(true); // a call that comes meanwhile waits
    expect(revocations.hasEndedSession('ses_1')).toBe(true);
  });

  test('then an answer that never comes is none', async () => {
    const revocations = await follow(() => new Promise(() => {}));
    expect(await revocations.current()).toBe(false);
    expect(logged[0]).toContain('IdentitySilent');
  });

  test('then without a database of its own it does not start', async () => {
    const wire = await layWire(sip.url);
    wire.cut();
    await expect(follow(asked, sip.openAgain({ url: wire.url }).database)).rejects.toThrow();
    await wire.close();
  });
});

describe('when something ends while a subgraph runs', () => {
  test('then every process of it knows as soon as one has heard', async () => {
    const [one, two] = [await follow(), await follow(asked, sip.openAgain().database)];
    await endAtIdentity('ses_1');
    await changeAtIdentity('asg_1', true, 1);
    await hear();
    await changeAtIdentity('asg_1', false, 2);
    await hear();
    for (const { hasEndedSession, hasEndedAssignment } of [one, two]) {
      await until('both ends are known', async () => hasEndedSession('ses_1') && hasEndedAssignment('asg_1'));
    }
    await changeAtIdentity('asg_1', true, 3);
    await hear();
    for (const { hasEndedAssignment } of [one, two]) {
      await until('the assignment goes on', async () => !hasEndedAssignment('asg_1'));
    }
  });

  test('then it knows though it never hears', async () => {
    const { hasEndedSession, hasEndedAssignment } = await follow();
    await endAtIdentity('ses_1');
    await changeAtIdentity('asg_1', false, 2);
    await until('both ends are known', async () => hasEndedSession('ses_1') && hasEndedAssignment('asg_1'));
  });

  test('then it is known without a gap from when it is not told to when it is', async () => {
    let answers = 0;
    await changeAtIdentity('asg_1', false, 1);
    const { hasEndedAssignment, current } = await follow(async () => {
      const untold = await asked();
      answers += 1;
      return untold;
    });
    let hasGap = false;
    const watching = setInterval(() => {
      hasGap ||= !hasEndedAssignment('asg_1');
    }, 0);
    await current();
    // It is heard without a notice from the database: what is told now is read.
    await sip.query(`INSERT INTO kit.assignment SELECT 'asg_1', 'usr_1', 'unt_1', 'NURSE', false, 1`);
    await identity.query('DELETE FROM kit.outbox_delivery');
    const before = answers;
    await until('identity was asked again', async () => answers >= before + 2);
    clearInterval(watching);
    expect(hasGap).toBe(false);
    expect(hasEndedAssignment('asg_1')).toBe(true);
  });

  test('then it is forgotten when no token of it can live', async () => {
    const { hasEndedSession, noteEndedSession } = await follow();
    noteEndedSession('ses_1');
    expect(hasEndedSession('ses_1')).toBe(true);
    clock.move({ minutes: 5.9 });
    expect(hasEndedSession('ses_1')).toBe(true);
    clock.move({ minutes: 0.2 });
    await until('it is forgotten', async () => !hasEndedSession('ses_1'));
  });
});

describe('when a subgraph has been cut off', () => {
  test('from its database, then it is not current until it has asked again, and knows what ended meanwhile', async () => {
    const wire = await layWire(sip.url);
    const { database } = sip.openAgain({ url: wire.url });
    const revocations = await follow(asked, database);
    expect(await revocations.current()).toBe(true);
    wire.cut();
    await until('it notices', async () => !revocations.isCurrent());
    expect(await revocations.current()).toBe(false);
    await endSession(sip.sql, 'ses_1', clock.now()); // heard by another process of it, whose notice this one misses
    wire.mend();
    await until('it is current', revocations.current);
    expect(revocations.hasEndedSession('ses_1')).toBe(true);
    await wire.close();
  });

  test('from identity, which has fallen, then it goes on with what it knows', async () => {
    let isDown = false;
    let failures = 0;
    const { isCurrent, hasEndedSession, noteEndedSession } = await follow(async () => {
      if (!isDown) return await asked();
      failures += 1;
      throw new Error('down');
    });
    noteEndedSession('ses_1');
    isDown = true;
    // More tries than fit into the time that an answer holds.
    await until('it was tried often', async () => {
      expect(isCurrent()).toBe(true);
      return failures >= 8;
    });
    expect(hasEndedSession('ses_1')).toBe(true);
  });

  test('from storing what identity says, then it is not current for long, and knows the ends that it was told', async () => {
    await sip.query('REVOKE INSERT ON kit.block FROM samplan_application');
    const { type, example } = blockChanged;
    let reach: UntoldEnds['reach'] = [];
    const revocations = await follow(async () => ({ ...(await asked()), reach }));
    await endAtIdentity('ses_1');
    reach = [{ type, data: example }];
    await until('it is not current', async () => !revocations.isCurrent());
    expect(await revocations.current()).toBe(false);
    expect(revocations.hasEndedSession('ses_1')).toBe(true);
    await sip.query('GRANT INSERT ON kit.block TO samplan_application');
    await until('it is current', () => revocations.current());
    expect(await sip.query('SELECT 1 FROM kit.block')).toHaveLength(1);
  });

  test('from everything, as it stood still itself, then it is not current until identity has answered', async () => {
    let isSilent = false;
    const revocations = await follow(async () => {
      if (isSilent) throw new Error('the connection broke meanwhile');
      return await asked();
    });
    expect(await revocations.current()).toBe(true);
    isSilent = true;
    standStill(2000);
    expect(revocations.isCurrent()).toBe(false);
    expect(await revocations.current()).toBe(false); // failures do not make it current
    await endAtIdentity('ses_1');
    isSilent = false;
    expect(await revocations.current()).toBe(true);
    expect(revocations.hasEndedSession('ses_1')).toBe(true);
  });
});
