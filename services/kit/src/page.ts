import { isId } from './id.ts';
import { BadInput } from './server/errors.ts';

/** The largest page of any list. */
export const MAX_PAGE = 100;

/** Messages of an inbox that are counted at most: a unit gets them for years, and a page must not cost more every year. */
export const MAX_TOTAL = 1000;

/** A page that was asked for. */
export interface PageRequest {
  readonly first: number;
  /** Id of the row to go on after. */
  readonly after: string | null;
}

/** A page of a connection, as SDL shapes it. */
export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * Checks the arguments of a connection, or of a list that is given its beginning.
 * @param most - the largest page of this list.
 * @throws BadInput for `first` below 1 or above the most, or a cursor that is none of ours.
 */
export function pageRequest(
  args: { first?: number | null | undefined; after?: string | null | undefined },
  standard = 50,
  most = MAX_PAGE,
): PageRequest {
  const first = args.first ?? standard;
  if (first < 1 || first > most) {
    throw new BadInput('first', 'OUT_OF_RANGE', `Fältet first måste vara 1 till ${most}.`);
  }
  return { first, after: args.after == null ? null : idOf(args.after) };
}

/**
 * Makes a page of rows that were read with one more than was asked for.
 *
 * A cursor holds the id of its row and nothing else: what the list is sorted by may be personal.
 */
export function pageOf<T>(rows: readonly T[], { first }: PageRequest, id: (row: T) => string): Page<T> {
  const edges = rows.slice(0, first).map((node) => ({ cursor: cursorOf(id(node)), node }));
  return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
}

/**
 * Makes a page of ids that were read with one more than was asked for.
 * @param find - in the order asked for; what has gone out of reach in this very moment is null, and left out.
 */
export async function pageOfFound<T>(
  ids: readonly string[],
  request: PageRequest,
  find: (ids: readonly string[]) => Promise<readonly (T | null)[]>,
): Promise<{ edges: { cursor: string; node: T }[]; pageInfo: Page<T>['pageInfo'] }> {
  const { edges, pageInfo } = pageOf(ids, request, (id) => id);
  const found = await find(edges.map(({ node }) => node));
  return {
    edges: edges.flatMap(({ cursor }, i) => {
      const node = found[i];
      return node ? [{ cursor, node }] : [];
    }),
    pageInfo,
  };
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function idOf(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!isId(id)) {
    throw new BadInput(
      'after',
      'UNKNOWN_CURSOR',
      'Fältet after är ingen giltig sidmarkör. Börja om från första sidan.',
    );
  }
  return id;
}
