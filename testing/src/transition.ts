import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from './ask.ts';
import { mutation } from './operations.ts';
import type { TestRegion } from './region.ts';
import type { Running } from './shapes.ts';
import { hours } from './story.ts';

const WARD = 'region-vasternorrland / Avd 11 Medicin, Sundsvall';
const ASSESSMENT = 'SE2120002411-U001';
const HEALTH = 'sundsvall / Hälso- och sjukvårdsenheten / Hemsjukvård Centrum';

/** An open episode of an older system, as its file has it: admitted two days ago, the notice acknowledged by one of two parties. */
export function episodeOf(region: TestRegion<Running>, id: string, number: string, change: Json = {}): Json {
  return {
    id,
    patient: number,
    ward: WARD,
    state: 'ADMITTED',
    admittedAt: hours(region, -48).toISOString(),
    estimatedDischargeAt: hours(region, 72).toISOString(),
    assessedAt: hours(region, -47).toISOString(),
    needs: ['SOCIAL_SERVICES', 'MUNICIPAL_HEALTH_CARE'],
    parties: [ASSESSMENT, HEALTH],
    author: 'Prov Prator',
    messages: [
      {
        id: `${id}-notice`,
        type: 'ADMISSION_NOTICE',
        sender: WARD,
        sentAt: hours(region, -46).toISOString(),
        author: 'Prov Prator',
        recipients: [
          { unit: ASSESSMENT, state: 'ACKNOWLEDGED', acknowledgedAt: hours(region, -40).toISOString() },
          { unit: HEALTH, state: 'UNREAD' },
        ],
      },
      {
        id: `${id}-extra`,
        type: 'EXTRA_MESSAGE',
        sender: ASSESSMENT,
        sentAt: hours(region, -30).toISOString(),
        text: 'Provtext: "hej" <b>fet</b>',
        recipients: [{ unit: WARD, state: 'READ', readAt: hours(region, -29).toISOString() }],
      },
    ],
    ...change,
  };
}

/** Writes a file of the older system in a folder, which is made. */
export function sourceFile(folder: string, episodes: readonly Json[]): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'open-episodes.json');
  writeFileSync(file, JSON.stringify({ system: 'PRATOR', episodes }, null, 1));
  return file;
}

const STEP = '{ key party phase isMine completedAt condition fromOn untilOn text }';

/** What is asked of a plan. */
export const PLAN = `{ version readyUntilOn readyHandling steps ${STEP} now { key } next { key } }`;
const UNIT =
  '{ unit { id } party stepsDone stepsLeft unacknowledgedMessages unansweredEpisodes unconfirmedCareContacts isComplete }';
/** What is asked of a report. */
export const REPORT = `{ asOf isComplete units ${UNIT}
  parties { party units unitsComplete stepsDone stepsLeft unacknowledgedMessages unansweredEpisodes unconfirmedCareContacts } }`;
/** What is asked of what is left. */
export const REMAINING = UNIT;

export const setTransitionPlan = mutation('setTransitionPlan', `plan ${PLAN}`);
export const completeTransitionStep = mutation(
  'completeTransitionStep',
  `step ${STEP} completions { unit { id } completedAt completedBy { id } isLate }`,
  `... on TransitionStepNotBegun { fromOn } ... on TransitionWorkLeft { units ${UNIT} }`,
);
