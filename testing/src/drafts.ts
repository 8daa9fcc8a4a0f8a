import type { Json } from './ask.ts';
import { mutation } from './operations.ts';
import type { Person } from './region.ts';

const HEADING = 'key version savedAt expiresAt patient { id }';

export const saveDraft = mutation('saveDraft', `draft { ${HEADING} }`);
export const deleteDraft = mutation('deleteDraft', 'deletedAt');

/** The draft under the key as somebody sees it; null when there is none. */
export async function myDraft(by: Pick<Person, 'ask'>, key: string): Promise<Json> {
  const answer = await by.ask(`query ($key: ID!) { myDraft(key: $key) { ${HEADING} content } }`, { key });
  return answer.data?.myDraft;
}

/** The keys of somebody's drafts, the last saved first. */
export async function draftKeys(by: Pick<Person, 'ask'>): Promise<readonly string[]> {
  const answer = await by.ask(`{ myDrafts { ${HEADING} } }`);
  return answer.at('myDrafts').map(({ key }: Json) => key);
}
