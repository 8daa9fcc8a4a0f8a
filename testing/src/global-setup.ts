import { startTestServer } from './server.ts';

/** One PostgreSQL for all test files. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer();
  return async () => await server.stop();
}
