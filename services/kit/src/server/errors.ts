import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { CannotVerify } from '../auth/jwt.ts';
import { isNotText, isUnavailable } from '../db/transaction.ts';
import { type Log, traceOf } from './log.ts';

/** Every code that can stand in `errors[].extensions.code`. */
export const ERROR_CODES = {
  /** A value in the request is wrong; `field` says which. */
  BAD_USER_INPUT: 'Indata är felaktiga.',
  /** The request is not GraphQL: not JSON, too big, no query. */
  BAD_REQUEST: 'Anropet kan inte läsas. Skicka JSON med fältet query.',
  /** The document does not fit the schema. */
  GRAPHQL_VALIDATION_FAILED: 'Frågan stämmer inte med schemat.',
  /** The document is not GraphQL. */
  GRAPHQL_PARSE_FAILED: 'Frågan är inte giltig GraphQL.',
  /** The document asks for too much at once. */
  OPERATION_TOO_LARGE: 'Frågan är för stor. Dela upp den eller be om färre rader.',
  /** No token, or one that works no more. */
  UNAUTHENTICATED: 'Du är inte inloggad eller sessionen har avslutats. Logga in igen.',
  /** The connection shows no card, or one that is not accepted; `reason` says why. */
  CARD_REFUSED: 'Kortet kan inte användas. Kontrollera att rätt kort sitter i läsaren.',
  /** The token lacks the right. */
  FORBIDDEN: 'Du har inte behörighet till detta i din valda roll och enhet.',
  /** The region's people can only read for now (F-206). Nothing was changed. */
  SYSTEM_READ_ONLY: 'Samplan är i läsläge. Det går att läsa men inte att ändra något just nu.',
  /** Out of order for the moment; trying again later may help. */
  UNAVAILABLE: 'Tjänsten svarar inte just nu. Försök igen om en stund.',
  /** A fault of ours. */
  INTERNAL: 'Något gick fel hos oss. Ange felkoden requestId om du kontaktar supporten.',
} as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** A value in the request is wrong. The message is one Swedish sentence and never repeats the value. */
export class BadInput extends GraphQLError {
  /**
   * @param field - path of the input: `input.personalIdentityNumber`.
   * @param reason - stable code of what is wrong: `TEN_DIGITS`.
   */
  constructor(field: string, reason: string, message: string) {
    super(message, { extensions: { code: 'BAD_USER_INPUT', field, reason } });
  }
}

/** An error with one of our codes and its standard message. */
export function coded(code: ErrorCode, more: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(ERROR_CODES[code], { extensions: { code, ...more } });
}

const SAFE_EXTENSIONS = ['code', 'field', 'reason', 'requires', 'serviceName'] as const;

/**
 * What a client may see of an error. Errors with one of our codes pass with the extensions we know; everything else becomes
 * `INTERNAL` with the request id, and only the log has the cause.
 */
export function maskError(error: GraphQLError, requestId: string, log: Log): GraphQLError {
  const shown = knownError(error) ?? unexpected(error, requestId, log);
  return new GraphQLError(shown.message, {
    ...placeOf(error),
    extensions: shown.extensions,
  });
}

/** Where in the document and in the answer an error belongs. */
export function placeOf({ nodes, source, positions, path }: GraphQLError): GraphQLErrorOptions {
  return { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null };
}

/** An error that clients may see, with the message and extensions that they may see; undefined for a fault of ours. */
export function knownError(error: GraphQLError): GraphQLError | undefined {
  const code = error.extensions['code'];
  if (typeof code === 'string' && isErrorCode(code)) {
    if (code === 'BAD_USER_INPUT' && !error.extensions['field']) return wrongValue(error) ?? coded(code);
    const known = SAFE_EXTENSIONS.filter((name) => error.extensions[name] !== undefined);
    const extensions = Object.fromEntries(known.map((name) => [name, error.extensions[name]]));
    return new GraphQLError(withoutValues(error.message), { extensions });
  }
  return wrongValue(error);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}

/**
 * What graphql-js says of a document without what stands in it: a literal may be an identity number. Suggestions ("Did you
 * mean …") would teach the schema to those who may not see it.
 */
export function withoutValues(message: string): string {
  return message
    .replace(/ Did you mean .*$/s, '')
    .replace(/, found .*$/s, '.')
    .replace(/^(Syntax Error: Unexpected \w+) .*$/s, '$1.')
    .replace(/^(Syntax Error: Invalid [\w ,]+).*$/s, '$1.')
    .replace(/ (value): .*$/s, ' $1.')
    .replace(/^Value ".*" does not exist in/s, 'The value does not exist in');
}

/** A name as GraphQL writes it. What is given as one and is none may be a value. */
const NAME = '[A-Za-z_]\\w*';
const MISSING =
  /of required type .* was not provided|must not be null\.$|not to be null at |not provided a runtime value/s;

/** A value of a variable, or of an argument that takes one, does not fit. Only the path is kept. */
function wrongValue({ message }: GraphQLError): GraphQLError | undefined {
  const about = /^(?:Variable "\$|Argument ")(\w+)" (?=got invalid|has invalid|expected value|of )/.exec(message);
  const name = about?.[1];
  if (!name) return undefined;
  const isMissing = MISSING.test(message);
  if (!isMissing && /^Variable "\$\w+" of /.test(message)) return undefined; // does not fit its place in the document
  const path = new RegExp(` at "?(${name}(?:\\.${NAME}|\\[\\d+\\])*)`).exec(message)?.[1] ?? name;
  const inner = new RegExp(`; Field "?(?:${name}\\.)?(${NAME}(?:\\.${NAME})*)"? (of required|is not defined)`).exec(
    message,
  );
  const field = [path, inner?.[1]].filter(Boolean).join('.');
  if (/; Field ".*" is not defined/s.test(message))
    return badValue(field, 'UNKNOWN_FIELD', `Fältet ${field} finns inte.`);
  if (isMissing) return badValue(field, 'MISSING', `Fältet ${field} saknas.`);
  return badValue(field, 'WRONG_TYPE', `Fältet ${field} har ett värde av fel typ.`);
}

function badValue(field: string, reason: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', field, reason } });
}

function unexpected(error: GraphQLError, requestId: string, log: Log): GraphQLError {
  const cause = error.originalError ?? error;
  if (isNotText(cause)) return coded('BAD_USER_INPUT', { reason: 'NOT_TEXT' });
  const code = isUnavailable(cause) || cause instanceof CannotVerify ? 'UNAVAILABLE' : 'INTERNAL';
  log.error({ event: 'request.failed', requestId, code, ...traceOf(cause) });
  return coded(code, { requestId });
}
