import { parse } from 'secure-json-parse';

/** The body of a request cannot be read as JSON. */
export class BadBody extends Error {
  override readonly name = 'BadBody';
}

/** The deepest nesting of a body. */
const MAX_DEPTH = 20;

/**
 * Reads JSON from outside: valid UTF-8, not nested so deep that later code runs out of stack, no `__proto__`.
 * @throws BadBody
 */
export function parseJson(bytes: Buffer): unknown {
  refuseDeep(bytes);
  try {
    return parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), {
      protoAction: 'error',
      constructorAction: 'error',
    });
  } catch {
    throw new BadBody();
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** How much each byte deepens the nesting: brackets and braces. */
const STEPS: ReadonlyMap<number, number> = new Map([
  [0x7b, 1],
  [0x5b, 1],
  [0x7d, -1],
  [0x5d, -1],
]);

/** Counts brackets outside strings in the raw bytes, before a parser recurses into them. */
function refuseDeep(bytes: Buffer): void {
  let depth = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) i = endOfString(bytes, i);
    else depth += STEPS.get(byte) ?? 0;
    if (depth > MAX_DEPTH) throw new BadBody();
  }
}

/** Place of the quote that ends the string that begins at `start`. */
function endOfString(bytes: Buffer, start: number): number {
  for (let i = start + 1; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (byte === QUOTE) return i;
    if (byte === BACKSLASH) i += 1; // hides the next byte
  }
  return bytes.length;
}
