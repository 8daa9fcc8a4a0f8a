import { type FieldNode, Kind, parse, print, type SelectionSetNode, visit } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Alias under which every entity is asked for its own key. */
const KEY_ALIAS = 'samplanKey';

const rewritten = new LRUCache<string, string>({ max: 2000 });

/** What a reference to an entity looks like: our keys are always `id`. */
interface Representation {
  readonly __typename: string;
  readonly id: string;
}

/**
 * The query with each entity's key asked for beside what it asks. Apollo Gateway merges entities by position and never
 * compares keys: an answer in another order would give one patient the data of another.
 */
export function withKeys(query: string): string {
  let changed = rewritten.get(query);
  if (changed === undefined) {
    const document = visit(parse(query), {
      Field: (field) => (field.name.value === '_entities' ? addKeys(field) : undefined),
    });
    changed = print(document);
    rewritten.set(query, changed);
  }
  return changed;
}

function addKeys(field: FieldNode): FieldNode {
  if (!field.selectionSet) return field;
  const selections = field.selectionSet.selections.map((selection) =>
    selection.kind === Kind.INLINE_FRAGMENT
      ? { ...selection, selectionSet: withKey(selection.selectionSet) }
      : selection,
  );
  return { ...field, selectionSet: { ...field.selectionSet, selections } };
}

function withKey(set: SelectionSetNode): SelectionSetNode {
  const key: FieldNode = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: KEY_ALIAS },
    name: { kind: Kind.NAME, value: 'id' },
  };
  return { ...set, selections: [...set.selections, key] };
}

/**
 * Checks that each entity is the one that was asked for at its place, and takes the keys out again.
 * @returns false when one is not, or when there are too few or too many; then nothing of the answer may be used.
 */
export function checkKeys(representations: readonly unknown[], entities: unknown): boolean {
  if (!Array.isArray(entities) || entities.length !== representations.length) return false;
  return entities.every((entity: unknown, i) => {
    if (entity === null) return true;
    if (typeof entity !== 'object') return false;
    const wanted = representations[i];
    const isIt = isRepresentation(wanted) && KEY_ALIAS in entity && entity[KEY_ALIAS] === wanted.id;
    if (KEY_ALIAS in entity) delete entity[KEY_ALIAS];
    return isIt;
  });
}

function isRepresentation(value: unknown): value is Representation {
  return typeof value === 'object' && value !== null && '__typename' in value && 'id' in value;
}
