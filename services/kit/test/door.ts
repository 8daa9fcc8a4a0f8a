import type { Capability } from '@samplan/kit/access/capability';
import { createAccessLog } from '@samplan/kit/access/log';
import { isReadOnly } from '@samplan/kit/access/read-mode';
import type { Viewer } from '@samplan/kit/access/viewer';
import { earlierResult, type FirstResult, type Repeatable } from '@samplan/kit/db/idempotency';
import type { Sql } from '@samplan/kit/db/sql';
import {
  createExecutor,
  type GraphQLAnswer,
  type GraphQLCall,
  type ResolverMap,
  subgraphSchema,
} from '@samplan/kit/server/executor';
import { createHttpServer } from '@samplan/kit/server/http';
import { createLog } from '@samplan/kit/server/log';
import { viewerAt } from '@samplan/testing/viewer';

/** A small subgraph's door, for tests of what stands at it. */
export interface Door {
  /**
   * Asks as the viewer. A document is run plainly at first and compiled later: the same call is made three times and must be
   * answered with the same data and the same codes.
   */
  ask(viewer: Viewer | null, call: GraphQLCall): Promise<GraphQLAnswer>;
  /** Asks once. */
  askOnce(viewer: Viewer | null, call: GraphQLCall): Promise<GraphQLAnswer>;
  /** Lines of the log. */
  readonly logged: readonly string[];
  close(): Promise<void>;
}

/** What stands at the head of a subgraph's SDL. */
export const FEDERATION = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes"])`;

let requests = 0;

/** Opens a door to a schema. */
export async function openDoor(
  sdl: string,
  resolvers: ResolverMap,
  sql: Sql,
  { introspection = true }: { readonly introspection?: boolean } = {},
): Promise<Door> {
  const logged: string[] = [];
  const log = createLog('test', 'info', (line) => logged.push(line));
  const app = await createHttpServer(log);
  const execute = await createExecutor(app, {
    schema: subgraphSchema(`${FEDERATION}\n${sdl}`, resolvers),
    introspection,
    log,
  });
  await app.ready();

  async function askOnce(viewer: Viewer | null, call: GraphQLCall): Promise<GraphQLAnswer> {
    requests += 1;
    const requestId = `request-${requests}`;
    const now = (): Date => new Date('2026-11-21T08:00:00.000Z');
    const access = createAccessLog({ sql, viewer, requestId, now });
    const earlier = (request: Repeatable): Promise<FirstResult> => earlierResult(sql, request);
    const { data, errors } = await execute(call, {
      viewer,
      card: null,
      address: null,
      requestId,
      now,
      access,
      earlier,
      isReadOnly: async () => await isReadOnly(sql, viewer),
    });
    return { data: structuredClone(data), ...(errors && { errors }) };
  }

  return {
    askOnce,
    async ask(viewer, call) {
      const answers = [await askOnce(viewer, call), await askOnce(viewer, call), await askOnce(viewer, call)];
      const ways = new Set(answers.map((answer) => JSON.stringify([answer.data, [...new Set(codesOf(answer))]])));
      if (ways.size > 1) throw new Error(`the same call was answered in different ways: ${[...ways].join(' ')}`);
      return answers[2] ?? { data: null };
    },
    logged,
    close: () => app.close(),
  };
}

/** A viewer with the capabilities, at a ward. */
export function viewerWith(...capabilities: readonly Capability[]): Viewer {
  return viewerAt({ capabilities });
}

/** Codes of the errors in an answer. */
export function codesOf({ errors = [] }: GraphQLAnswer): readonly unknown[] {
  return errors.map((error) => error.extensions['code']);
}
