import type { Post } from './tokens.ts';

/** Sends a call to the gateway that served the page. */
export const post: Post = async (call, authorization) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify(call),
    credentials: 'omit',
    redirect: 'error',
  });
  return { status: response.status, body: await response.json() };
};
