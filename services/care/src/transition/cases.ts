import type { EpisodeRow, MessageRow, Refusal } from './domain.ts';
import type { SourceFile } from './file.ts';
import { readRow } from './row.ts';

/** A row with the line where it stands. */
export interface At<R> {
  readonly line: number;
  readonly row: R;
}

/** What a file says of one episode. */
export interface Case {
  /** Of the older system. */
  readonly episodeId: string;
  /** Null when the file has only messages of it, or its row is refused. */
  readonly episode: At<EpisodeRow> | null;
  readonly isRefused: boolean;
  /** First sent first. */
  readonly messages: readonly At<MessageRow>[];
}

/** The rows of a file by episode, in the order in which the episodes are first named, and the rows that cannot be read. */
export function casesOf(
  file: SourceFile,
  now: Date,
): { readonly cases: readonly Case[]; readonly refusals: readonly Refusal[] } {
  const refusals: Refusal[] = [];
  const episodes = new Map<string, At<EpisodeRow>>();
  const messages = new Map<string, At<MessageRow>[]>();
  const refused = new Set<string>();
  const seen = new Set<string>();
  for (const raw of file.rows) {
    const read = readRow(raw, now);
    if (!read.ok) {
      refusals.push(...read.problem);
      const { id } = raw.fields;
      if (raw.record === 'EPISODE' && typeof id === 'string') refused.add(id.trim());
      continue;
    }
    const { record, line, row } = read.value;
    const key = `${record} ${row.id}`;
    if (seen.has(key)) {
      refusals.push({ line, field: 'id', code: 'ID_TWICE' });
      continue;
    }
    seen.add(key);
    if (record === 'EPISODE') {
      episodes.set(row.id, { line, row });
      messages.set(row.id, messages.get(row.id) ?? []);
    } else {
      messages.set(row.episode, [...(messages.get(row.episode) ?? []), { line, row }]);
    }
  }
  const cases = [...messages].map(([episodeId, ofEpisode]) => ({
    episodeId,
    episode: episodes.get(episodeId) ?? null,
    isRefused: refused.has(episodeId) && !episodes.has(episodeId),
    messages: [...ofEpisode].sort((a, b) => a.row.sentAt.getTime() - b.row.sentAt.getTime()),
  }));
  return { cases, refusals };
}
