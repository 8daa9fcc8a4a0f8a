import { ok, refused } from '@samplan/kit/result';
import { type FileRead, isSystemName, type RawRow } from './file.ts';

/** Reads a file in the JSON form (docs/transition.md). What is in the rows is not checked. */
export function readJson(text: string): FileRead {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return refused({ line: 1, code: 'NOT_JSON' });
  }
  const lines = linesOfObjects(text, content);
  if (lines === null) return refused({ line: 1, code: 'MEMBER_TWICE' });
  const lineOf = (object: object) => lines.get(object) ?? 1;
  if (!isRecord(content) || !Array.isArray(content['episodes'])) return refused({ line: 1, code: 'NOT_THE_FORMAT' });
  const { system, episodes } = content;
  if (!isSystemName(system)) return refused({ line: lineOf(content), code: 'SYSTEM' });
  const rows: RawRow[] = [];
  for (const episode of episodes) {
    if (!isRecord(episode)) return refused({ line: lineOf(content), code: 'NOT_THE_FORMAT' });
    const { messages = [], ...fields } = episode;
    rows.push({ line: lineOf(episode), record: 'EPISODE', fields });
    if (!Array.isArray(messages)) return refused({ line: lineOf(episode), code: 'NOT_THE_FORMAT' });
    for (const message of messages) {
      if (!isRecord(message)) return refused({ line: lineOf(episode), code: 'NOT_THE_FORMAT' });
      rows.push({ line: lineOf(message), record: 'MESSAGE', fields: { ...message, episode: fields['id'] } });
    }
  }
  return ok({ system, rows });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The line on which each object begins. Objects are parsed in the order in which their braces stand.
 * @returns null when there are more braces than objects, because a member that is named again replaced one.
 */
function linesOfObjects(text: string, content: unknown): ReadonlyMap<object, number> | null {
  const opened: number[] = [];
  let line = 1;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (sign === '\n') line += 1;
    else if (inString && sign === '\\') i += 1;
    else if (sign === '"') inString = !inString;
    else if (sign === '{' && !inString) opened.push(line);
  }
  const objects = [...objectsIn(content)];
  if (objects.length !== opened.length) return null;
  return new Map(objects.map((object, i) => [object, opened[i] ?? 1]));
}

function* objectsIn(value: unknown): Iterable<object> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}
