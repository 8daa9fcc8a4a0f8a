import { type Result, refused } from '@samplan/kit/result';
import type { At, Case } from './cases.ts';
import {
  type CutOver,
  type FindUnit,
  type ImportableEpisode,
  type ImportableMessage,
  importEpisode,
  importMessage,
  isAtWard,
  type MessageRow,
  type PatientFacts,
  type Refusal,
} from './domain.ts';

/** What came of a row before. */
export type Before = 'NEW' | 'SAME' | 'CHANGED';

/** What is known of a case. */
export interface CaseFacts {
  readonly episodeBefore: Before;
  readonly patient: PatientFacts | null;
  /** The parties of the episode that was imported before; null when none was. */
  readonly known: { readonly partyUnitIds: readonly string[]; readonly isClosed: boolean } | null;
  messageBefore(message: At<MessageRow>): Before;
}

/** What is to be done with a case. */
export interface Decision {
  /** Null when nothing is to be made: it was imported before, or is refused. */
  readonly episode: ImportableEpisode | null;
  readonly messages: readonly ImportableMessage[];
  readonly unchanged: { readonly episodes: number; readonly messages: number };
  readonly refusals: readonly Refusal[];
}

/** Decides what is imported of a case. Nothing that was imported before is changed. */
export function decideCase(
  one: Case,
  facts: CaseFacts,
  findUnit: FindUnit,
  cutOverOf: (regionId: string) => CutOver,
  now: Date,
): Decision {
  const isNew = one.episode !== null && facts.episodeBefore === 'NEW';
  const decided = isNew && one.episode ? importEpisode(one.episode.row, findUnit, facts.patient, cutOverOf, now) : null;
  const episode = decided?.ok ? decided.value : null;
  const problem = decided && !decided.ok ? decided.problem : null;
  const changed = facts.episodeBefore === 'CHANGED' ? ({ field: 'id', code: 'CHANGED' } as const) : null;
  const refusal = problem ?? changed;
  const messages = one.messages.map((message) => decideMessage(one, message, episode, facts, findUnit));
  return {
    episode,
    messages: messages
      .filter((message) => message !== 'UNCHANGED')
      .flatMap((message) => (message.ok ? message.value : [])),
    unchanged: {
      episodes: Number(one.episode !== null && facts.episodeBefore === 'SAME'),
      messages: messages.filter((message) => message === 'UNCHANGED').length,
    },
    refusals: [
      ...(one.episode && refusal ? [{ line: one.episode.line, ...refusal }] : []),
      ...messages.flatMap((message) => (message === 'UNCHANGED' || message.ok ? [] : message.problem)),
    ],
  };
}

function decideMessage(
  one: Case,
  message: At<MessageRow>,
  episode: ImportableEpisode | null,
  { known, messageBefore }: CaseFacts,
  findUnit: FindUnit,
): 'UNCHANGED' | Result<ImportableMessage, Refusal> {
  const { line, row } = message;
  const before = messageBefore(message);
  if (before === 'SAME') return 'UNCHANGED';
  if (before === 'CHANGED') return refused({ line, field: 'id', code: 'CHANGED' });
  if (known?.isClosed) return refused({ line, field: 'episode', code: 'EPISODE_CLOSED' });
  const partyUnitIds = episode ? [episode.ward, ...episode.parties].map(({ unitId }) => unitId) : known?.partyUnitIds;
  if (!partyUnitIds) {
    const isThere = one.episode !== null || one.isRefused;
    return refused({ line, field: 'episode', code: isThere ? 'EPISODE_REFUSED' : 'EPISODE_UNKNOWN' });
  }
  const decided = importMessage(row, partyUnitIds, findUnit);
  return decided.ok ? decided : refused({ line, ...decided.problem });
}

/** The ward where an imported episode's patient is, so that no other episode of the file is begun there too. */
export function wardAfter(episode: ImportableEpisode | null): { patientId: string; unitId: string } | null {
  if (!episode || !isAtWard(episode.row.state)) return null;
  return { patientId: episode.patientId, unitId: episode.ward.unitId };
}
