import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { Temporal } from 'temporal-polyfill';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function instant(value: unknown): Date {
  if (typeof value === 'string' && INSTANT.test(value)) {
    try {
      return new Date(Temporal.Instant.from(value).epochMilliseconds);
    } catch {
      // no such day or hour: the same complaint as below
    }
  }
  throw new GraphQLError('not an ISO 8601 instant with zone');
}

function day(value: unknown): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    try {
      return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString();
    } catch {
      // no such day: the same complaint as below
    }
  }
  throw new GraphQLError('not an ISO 8601 day');
}

/** The scalars of `shared.graphql`. */
export const scalars = {
  DateTime: new GraphQLScalarType<Date, string>({
    name: 'DateTime',
    serialize: (value) => {
      if (value instanceof Date) return value.toISOString();
      throw new TypeError('DateTime must be a Date');
    },
    parseValue: instant,
    parseLiteral: (node) => instant(node.kind === Kind.STRING ? node.value : undefined),
  }),
  Date: new GraphQLScalarType<string, string>({
    name: 'Date',
    serialize: day,
    parseValue: day,
    parseLiteral: (node) => day(node.kind === Kind.STRING ? node.value : undefined),
  }),
} as const;
