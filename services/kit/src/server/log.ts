import { destination, pino } from 'pino';

/**
 * What may stand in a log line. An allow-list: a field that is not named here cannot be logged, so that nothing personal
 * gets there by mistake.
 */
export interface LogFields {
  /** What happened: `request`, `relay.unreachable`. */
  readonly event: string;
  readonly requestId?: string;
  readonly method?: string;
  /** The route, never the address with its parameters. */
  readonly route?: string;
  readonly status?: number;
  readonly milliseconds?: number;
  /** Stable code of an error. */
  readonly code?: string;
  /** Class of an error; no message. */
  readonly problem?: string;
  /** Where an error was thrown: files and lines. */
  readonly at?: readonly string[];
  readonly producer?: string;
  readonly consumer?: string;
  readonly subgraph?: string;
  /** Type of an event. */
  readonly type?: string;
  readonly eventId?: string;
  readonly failures?: number;
  readonly count?: number;
}

/** The names of {@link LogFields}: anything else is dropped, also where the compiler did not look. */
const ALLOWED: { readonly [F in keyof Required<LogFields>]: true } = {
  event: true,
  requestId: true,
  method: true,
  route: true,
  status: true,
  milliseconds: true,
  code: true,
  problem: true,
  at: true,
  producer: true,
  consumer: true,
  subgraph: true,
  type: true,
  eventId: true,
  failures: true,
  count: true,
};

/** Structured logs, one JSON line each. */
export interface Log {
  info(fields: LogFields): void;
  warn(fields: LogFields): void;
  error(fields: LogFields): void;
}

/** Least severe line that is written. */
export type LogLevel = 'info' | 'warn' | 'error' | 'silent';

/**
 * Makes a log.
 * @param service - stands in every line.
 * @param write - takes each line instead of standard output; for tests.
 */
export function createLog(service: string, level: LogLevel, write?: (line: string) => void): Log {
  const logger = pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    write ? { write } : destination({ fd: 1, sync: false }),
  );
  return {
    info: (fields) => logger.info(allowed(fields)),
    warn: (fields) => logger.warn(allowed(fields)),
    error: (fields) => logger.error(allowed(fields)),
  };
}

function allowed(fields: LogFields): object {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => Object.hasOwn(ALLOWED, name)));
}

/**
 * The class of an error and where it was thrown, without its message, which may hold anything. Of each frame only file and line:
 * compiled documents are functions that bear the client's name for the operation.
 */
export function traceOf(error: unknown): Pick<LogFields, 'problem' | 'at'> {
  if (!(error instanceof Error)) return { problem: 'unknown' };
  const frames = (error.stack ?? '')
    .split('\n')
    .map((line) => /^\s+at (?:.*\()?([^()]+:\d+:\d+)\)?$/.exec(line)?.[1])
    .filter((place) => place !== undefined);
  return { problem: error.name, at: frames.slice(0, 8) };
}
