import { type Assignment, type Person, whoAnswer } from './answers.ts';
import { CHOOSE_ASSIGNMENT, SIGN_IN, SIGN_OUT, WHO_AM_I } from './operations.ts';
import { type Call, holdTokens, type Post, reasonOf } from './tokens.ts';

/** Whom to sign in. */
export interface Credentials {
  readonly organisation: string;
  readonly username: string;
  readonly password: string;
  /** By which entry; that of staff unless it says otherwise. */
  readonly entry?: 'STAFF' | 'ADMINISTRATION';
}

/** What the page shows of the session. The tokens are not part of it. */
export type SessionState =
  | {
      readonly kind: 'SIGNED_OUT';
      /** Why, or what went wrong: a Swedish sentence. */
      readonly notice: string | null;
    }
  | {
      readonly kind: 'SIGNED_IN';
      readonly person: Person;
      readonly assignments: readonly Assignment[];
      /** Null until one is chosen. */
      readonly assignment: Assignment | null;
      readonly notice: string | null;
    };

/** A user's session with the gateway. */
export interface Session {
  state(): SessionState;
  /** Tells of every change of the state. @returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** Signs in, and chooses the assignment when there is only one. */
  signIn(credentials: Credentials): Promise<void>;
  choose(assignmentId: string): Promise<void>;
  /** Ends the session here and in the gateway. */
  signOut(): Promise<void>;
  /** Sends a call as the user; without a user as nobody. */
  ask(call: Call): Promise<unknown>;
}

const NO_ASSIGNMENT = 'Du har inget aktuellt uppdrag. Kontakta din administratör.';
const UNREACHABLE = 'Servern går inte att nå. Försök igen om en stund.';
const SIGNED_OUT_HERE = 'Du är utloggad här, men servern gick inte att nå. Sessionen där upphör när den inte används.';

/** Makes a session, signed out. Nothing of it is stored: it ends with the page. */
export function createSession(post: Post, now: () => Date): Session {
  let state: SessionState = { kind: 'SIGNED_OUT', notice: null };
  const listeners = new Set<() => void>();
  const tokens = holdTokens(post, now, end);

  function become(next: SessionState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function end(notice: string | null): void {
    tokens.drop();
    become({ kind: 'SIGNED_OUT', notice });
  }

  function notify(notice: string): void {
    become({ ...state, notice });
  }

  /** Gets to know who has signed in. @returns why not, or null. */
  async function meet(): Promise<string | null> {
    const body = await tokens.ask({ query: WHO_AM_I });
    const answer = whoAnswer.safeParse(body);
    if (!answer.success) return reasonOf(body);
    const { assignments, ...person } = answer.data.data.me;
    const own = assignments ?? [];
    const notice = own.length === 0 ? NO_ASSIGNMENT : null;
    become({ kind: 'SIGNED_IN', person, assignments: own, assignment: null, notice });
    return null;
  }

  async function choose(assignmentId: string): Promise<void> {
    const refused = await tokens
      .take({ query: CHOOSE_ASSIGNMENT, variables: { input: { assignmentId } } })
      .catch(() => UNREACHABLE);
    if (refused !== null) return notify(refused);
    if (state.kind !== 'SIGNED_IN') return;
    const assignment = state.assignments.find(({ id }) => id === assignmentId) ?? null;
    become({ ...state, assignment, notice: null });
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async signIn(input) {
      tokens.drop();
      const refused = await tokens
        .take({ query: SIGN_IN, variables: { input } })
        .then((reason) => reason ?? meet())
        .catch(() => UNREACHABLE);
      if (refused !== null) return end(refused);
      if (state.kind !== 'SIGNED_IN') return;
      const [only, ...others] = state.assignments;
      if (only && others.length === 0) await choose(only.id);
    },
    choose,
    async signOut() {
      const isReached = await tokens.ask({ query: SIGN_OUT }).then(
        () => true,
        () => false,
      );
      end(isReached ? null : SIGNED_OUT_HERE);
    },
    ask: (call) => tokens.ask(call),
  };
}
