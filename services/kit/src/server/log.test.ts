import { describe, expect, test } from 'vitest';
import { createLog, type LogFields, traceOf } from './log.ts';

const NUMBER = '191010239810';

describe('a log line', () => {
  test('is JSON with the time, the service and what was given', () => {
    const lines: string[] = [];
    const log = createLog('care', 'info', (line) => lines.push(line));
    log.warn({ event: 'relay.unreachable', consumer: 'sip', failures: 2 });
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
      service: 'care',
      event: 'relay.unreachable',
      consumer: 'sip',
      failures: 2,
    });
  });

  test('drops every field that is not on the list, also where the compiler did not look', () => {
    const lines: string[] = [];
    const log = createLog('care', 'info', (line) => lines.push(line));
    const more = {
      variables: { number: NUMBER },
      personnummer: NUMBER,
      err: new Error(NUMBER),
      __proto__: { a: NUMBER },
    };
    const fields: LogFields = { event: 'request', ...more };
    log.info(fields);
    log.error(fields);
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toMatch(/1910|variables|personnummer|"err"/);
  });

  test('is not written below the level', () => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    createLog('care', 'error', write).warn({ event: 'a' });
    createLog('care', 'silent', write).error({ event: 'b' });
    expect(lines).toEqual([]);
  });
});

describe('the trace of an error', () => {
  test('holds class and places, not the message, however many lines it has', () => {
    const trace = traceOf(new RangeError(`first\n    at ${NUMBER} (${NUMBER})\n${NUMBER}`));
    expect(trace.problem).toBe('RangeError');
    expect(trace.at?.[0]).toMatch(/log\.test\.ts:\d+:\d+$/);
    expect(JSON.stringify(trace)).not.toContain(NUMBER);
  });

  test('holds no names of functions', () => {
    const named = { [`patient${NUMBER}`]: () => new Error('x') }[`patient${NUMBER}`];
    expect(JSON.stringify(traceOf(named?.()))).not.toContain(NUMBER);
  });

  test('of what is no Error is unknown', () => {
    for (const thrown of [NUMBER, null, undefined, { message: NUMBER }])
      expect(traceOf(thrown)).toEqual({ problem: 'unknown' });
  });
});
