import { refused } from '@samplan/kit/result';
import { readCsv } from './csv.ts';
import type { FileRead, SourceFile } from './file.ts';
import { readJson } from './json.ts';

/** Reads a file of an older system: the CSV form when its name ends so, otherwise the JSON form. */
export function readFile(name: string, bytes: Uint8Array): FileRead {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return refused({ line: 1, code: 'NOT_UTF8' });
  }
  return name.toLowerCase().endsWith('.csv') ? readCsv(text) : readJson(text);
}

/** Everything in a file that may name a unit, each once. */
export function unitReferences({ rows }: SourceFile): readonly string[] {
  const names = rows.flatMap(({ fields: { ward, parties, sender, recipients } }) => [
    ward,
    sender,
    ...(Array.isArray(parties) ? parties : []),
    ...(Array.isArray(recipients) ? recipients.map((recipient) => recipient?.unit) : []),
  ]);
  return [...new Set(names.filter((name) => typeof name === 'string').map((name) => name.trim()))];
}
