import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Options } from '@node-rs/argon2';

/**
 * What runs on a thread of its own, after everybody else: where the two want the same core, hashing gets a third of what others get.
 * Only Linux has a priority for each thread. As text, so that it is the same from source and from a bundle.
 */
const THREAD = `
const { setPriority } = require('node:os');
const { parentPort, workerData } = require('node:worker_threads');
const { hashSync, verifySync } = require(workerData.library);
try {
  if (process.platform === 'linux') setPriority(workerData.priority);
} catch {} // not allowed: then as everybody else
parentPort.on('message', ({ name, args: [first, second, options] }) => {
  try {
    const plain = options?.salt ? { ...options, salt: Buffer.from(options.salt) } : options;
    const value = name === 'hash' ? hashSync(first, plain) : verifySync(first, second);
    parentPort.postMessage({ value });
  } catch (error) {
    parentPort.postMessage({ fault: String(error) });
  }
});
`;
const PRIORITY = 5;

/** What a thread answers. */
type Answer = { readonly value: string | boolean } | { readonly fault: string };

const idle: Worker[] = [];

/** Argon2id of a password, encoded with its parameters and salt. */
export async function hash(password: string, options: Options): Promise<string> {
  return String(await onThread('hash', [password, undefined, options]));
}

/** Does the password fit to what hash gave? */
export async function verify(encoded: string, password: string): Promise<boolean> {
  return (await onThread('verify', [encoded, password, undefined])) === true;
}

/** A thread does one thing at a time: there are as many as are asked at once. */
async function onThread(name: 'hash' | 'verify', args: readonly unknown[]): Promise<string | boolean> {
  const thread = idle.pop() ?? startThread();
  thread.ref();
  const answered = once(thread, 'message');
  thread.postMessage({ name, args });
  const [answer] = (await answered) as [Answer]; // only THREAD posts
  // A process that is done does not wait for it.
  thread.unref();
  idle.push(thread);
  if ('fault' in answer) throw new Error(answer.fault);
  return answer.value;
}

function startThread(): Worker {
  const library = createRequire(import.meta.url).resolve('@node-rs/argon2');
  const thread = new Worker(THREAD, { eval: true, execArgv: [], workerData: { library, priority: PRIORITY } });
  thread.on('error', () => {}); // whoever waits for an answer is told
  thread.on('exit', () => {
    const at = idle.indexOf(thread);
    if (at >= 0) idle.splice(at, 1);
  });
  return thread;
}
