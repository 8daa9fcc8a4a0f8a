/**
 * What a hundred times as many episodes cost: the overview of 50 cases, the inbox of a unit with 50 messages, and one full episode,
 * through GraphQL.
 *
 * npx tsx bench/care-volume.ts [episodes] [rounds]
 *
 * The many (1 000 000 episodes with 10 000 000 recipients of messages) against 10 000 episodes, in one run, requests taking turns;
 * medians of what a request took. Limit: the many at most 1.5 times the few, and the same number of SQL statements for 1, 10 and 50
 * cases (of the full episode: messages). Ratios count, not milliseconds. The many take some 20 GB of disk beneath the folder of temporary files, and minutes to load.
 */
import { tmpdir } from 'node:os';
import { testClock } from '@samplan/testing/clock';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { startTestServer } from '@samplan/testing/server';
import { type Filled, fillCare, RECIPIENTS_PER_EPISODE } from './care-rows.ts';

const [MANY = 1_000_000, ROUNDS = 60] = process.argv.slice(2).map(Number);
const SIZES = [10_000, MANY] as const;
const LIMIT = 1.5;
const CASES = [1, 10, 50] as const;
/** Requests of each that are not counted. */
const WARMING = 5;

const [WARD, ASSESSMENT] = ['Avd 11 Medicin, Sundsvall', 'Biståndsenheten Sundsvall'] as const;
const CELL = 'on mark message { id } parties { state at unit { name } }';
const COLUMNS = ['careReport', 'admission', 'invitation', 'planningBasis', 'extra', 'dischargeReady', 'discharge'];
const ROW = `episode { id state version } patient { givenName familyName } unit { name }
  ${COLUMNS.map((column) => `${column} { ${CELL} }`).join(' ')}`;
const RECIPIENT = 'state readAt acknowledgedAt acknowledgedBy { familyName } answerBeforeAt escalation unit { name }';
const MESSAGE = `id type sentAt isLate versionNumber text viewerCanAcknowledge sender { name } sentBy { familyName }
  recipients { ${RECIPIENT} }`;
const ITEM = `message { ${MESSAGE} episode { id state } patient { givenName familyName } } own { ${RECIPIENT} } professions`;
const PLANNING = `planningBasis { viewerPartition sections { partition state savedAt unit { name } savedBy { familyName }
    questions { key text answer } history { version } disagreements { id } viewerCan } }
  carePlan { state parties { state unit { name } } steps { kind } viewerCan }`;
const LIABILITY = `paymentLiability { asOf current { isLiable reasons explanation conditions { kind outcome explanation } waitedDays }
    earlier { noticeAt } counter { usedDays leftDays colour } results { version } exceptions { id } }`;
const EPISODE = `id state careType admittedAt estimatedDischargeAt version viewerCan outstandingAcknowledgements lookedAt unseenChanges
  unit { name } patient { givenName familyName municipalityCode careContacts { kind state unit { name } } }
  dischargeReady { judgedAt reportedAt judgedBy { familyName } } transfer { at } transferredFrom { id } careContactsMissing { id }
  parties { isWard since unit { name } } backRegistration { reason } importedFrom { system }
  messages(first: $first) { ${MESSAGE} admission { patientName needs assessedBy { familyName } } about { id } replaces { id } voided { reason }
    movements { kind at by { familyName } from { name } to { name } } attachments { id } importedFrom { system } }
  changes(first: $first) { kind at before after by { familyName } byUnit { name } message { type } } ${PLANNING} ${LIABILITY}`;

/** What is measured: who asks what. */
interface Measurement {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What else the statements are counted with. */
  readonly counted: Readonly<Record<string, unknown>>;
  readonly by: Person;
}

/** A region full of cases. */
interface Full {
  readonly region: TestRegion;
  readonly measurements: Readonly<Record<string, Measurement>>;
}

/** Makes a region and fills it, before anybody signs in: sessions do not wait. */
async function fullRegion(episodes: number): Promise<() => Promise<Full>> {
  const region = await testRegion({ clock: testClock(new Date()) });
  const { userId } = await region.account([{ unit: WARD, role: 'NURSE' }]);
  const wardId = region.unitId(WARD);
  const [ward] = await region.databases.care.query('SELECT region_id FROM kit.unit WHERE unit_id = $1', [wardId]);
  const began = performance.now();
  const filled = await fillCare(region.databases.care, episodes, {
    regionId: ward?.['region_id'],
    wardId,
    assessmentId: region.unitId(ASSESSMENT),
    homeCareId: region.unitId('Hemsjukvård Centrum'),
    userId,
    now: region.clock.now(),
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const recipients = episodes * RECIPIENTS_PER_EPISODE;
  console.log(`${episodes} episodes, ${recipients} recipients of messages: filled in ${seconds} s`);
  return async () => ({ region, measurements: await measurements(region, filled) });
}

async function measurements(region: TestRegion, filled: Filled): Promise<Full['measurements']> {
  const nurse = await region.staff(WARD, 'NURSE');
  const assessor = await region.staff(ASSESSMENT, 'NEEDS_ASSESSOR');
  const inbox = (filter: string): string => `query ($first: Int) {
    unitInbox(first: $first, filter: { ${filter} }) { totalCount edges { node { ${ITEM} } } } }`;
  const first50 = (query: string, by: Person): Measurement => ({ query, by, variables: { first: 50 }, counted: {} });
  return {
    'overview of 50 cases': first50(
      `query ($first: Int) { overview(first: $first) { totalCount edges { node { ${ROW} } } } }`,
      nurse,
    ),
    'inbox, 50 of what is left to do': first50(inbox('outstandingOnly: true'), assessor),
    'inbox, 50 of all that ever came': first50(inbox('outstandingOnly: false'), assessor),
    'one full episode': {
      query: `query ($id: ID!, $first: Int) { careEpisode(id: $id) { ${EPISODE} } }`,
      by: nurse,
      variables: { id: filled.newestId, first: 50 },
      counted: { id: filled.longestId },
    },
  };
}

/** Milliseconds that a request took. @throws Error with its errors. */
async function timed({ query, variables, by }: Measurement): Promise<number> {
  const began = performance.now();
  const { data, errors } = await by.ask(query, variables);
  const passed = performance.now() - began;
  if (errors.length > 0 || !data) throw new Error(JSON.stringify(errors));
  return passed;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Statements that care sends for so many cases or messages; the least of three, since work in the background may fall between. */
async function statements({ region }: Full, measurement: Measurement, first: number): Promise<number> {
  const counted = { ...measurement, variables: { ...measurement.counted, first } };
  const counts: number[] = [];
  for (let i = 0; i < 3; i += 1) counts.push(await region.statements('care', () => timed(counted)));
  return Math.min(...counts);
}

const server = await startTestServer(tmpdir());
const full: Full[] = [];
let isWithin = true;
try {
  const filled: (() => Promise<Full>)[] = [];
  for (const size of SIZES) filled.push(await fullRegion(size));
  for (const begin of filled) full.push(await begin());
  const [few, many] = full;
  if (!few || !many) throw new Error('two sizes');
  const table: Record<string, Record<string, string | number>> = {};
  for (const [name, ofMany] of Object.entries(many.measurements)) {
    const ofFew = few.measurements[name];
    if (!ofFew) throw new Error(name);
    const took: { readonly few: number[]; readonly many: number[] } = { few: [], many: [] };
    for (let round = -WARMING; round < ROUNDS; round += 1) {
      const pair = [await timed(ofFew), await timed(ofMany)] as const;
      if (round < 0) continue;
      took.few.push(pair[0]);
      took.many.push(pair[1]);
    }
    const ratio = median(took.many) / median(took.few);
    const counts: number[] = [];
    for (const cases of CASES) counts.push(await statements(many, ofMany, cases));
    isWithin &&= ratio <= LIMIT && new Set(counts).size === 1;
    table[name] = {
      'ms, few': median(took.few).toFixed(1),
      'ms, many': median(took.many).toFixed(1),
      ratio: ratio.toFixed(2),
      [`SQL for ${CASES.join(', ')}`]: counts.join(', '),
    };
  }
  console.log(`${MANY} episodes against ${SIZES[0]}, medians of ${ROUNDS} requests each; limit ${LIMIT}`);
  console.table(table);
} finally {
  for (const { region } of full) await region.close();
  await server.stop();
}
process.exit(isWithin ? 0 : 1);
