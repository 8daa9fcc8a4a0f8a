import { useEffect, useId, useState, useSyncExternalStore } from 'react';
import type { Assignment } from './answers.ts';
import { type DemoSignIn, fetchDemoSignIns } from './demo-sign-ins.ts';
import { EnvironmentMark } from './environment-mark.tsx';
import { roleName } from './roles.ts';
import type { Session, SessionState } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

/** The bar over the editor: which environment, who is signed in and where, or the way to sign in. */
export function SessionBar(props: {
  readonly session: Session;
  readonly environment: string;
  readonly offersDemo: boolean;
}) {
  const { session } = props;
  const state = useSyncExternalStore(session.subscribe, session.state);
  const [isBusy, setBusy] = useState(false);
  const demo = useDemoSignIns(props.offersDemo);
  const run = (work: Promise<void>) => {
    setBusy(true);
    void work.finally(() => setBusy(false));
  };
  return (
    <header className="session-bar">
      <EnvironmentMark environment={props.environment} />
      {state.kind === 'SIGNED_OUT' ? (
        <SignInForm demo={demo} isBusy={isBusy} onSignIn={(credentials) => run(session.signIn(credentials))} />
      ) : (
        <SignedIn
          state={state}
          isBusy={isBusy}
          onChoose={(id) => run(session.choose(id))}
          onSignOut={() => run(session.signOut())}
        />
      )}
      <div className="status" role="status">
        <p className="notice">{state.notice}</p>
        <p className="visually-hidden">{state.kind === 'SIGNED_IN' && `Inloggad: ${whoAndWhere(state)}`}</p>
      </div>
    </header>
  );
}

function useDemoSignIns(offersDemo: boolean): readonly DemoSignIn[] {
  const [demo, setDemo] = useState<readonly DemoSignIn[]>([]);
  useEffect(() => {
    if (offersDemo) void fetchDemoSignIns().then(setDemo);
  }, [offersDemo]);
  return demo;
}

function SignedIn(props: {
  readonly state: Extract<SessionState, { kind: 'SIGNED_IN' }>;
  readonly isBusy: boolean;
  readonly onChoose: (assignmentId: string) => void;
  readonly onSignOut: () => void;
}) {
  const { person, assignments, assignment } = props.state;
  return (
    <section className="signed-in" aria-label="Inloggad">
      <p className="who">
        <strong>{`${person.givenName} ${person.familyName}`}</strong>
        {assignment && <span>{placeOf(assignment)}</span>}
      </p>
      {assignments.length > 1 && (
        <AssignmentChoice assignments={assignments} chosen={assignment} onChoose={props.onChoose} />
      )}
      <button type="button" disabled={props.isBusy} onClick={props.onSignOut}>
        Logga ut
      </button>
    </section>
  );
}

function AssignmentChoice(props: {
  readonly assignments: readonly Assignment[];
  readonly chosen: Assignment | null;
  readonly onChoose: (assignmentId: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Uppdrag</label>
      <select id={id} value={props.chosen?.id ?? ''} onChange={(event) => props.onChoose(event.target.value)}>
        {props.chosen === null && <option value="">Välj uppdrag …</option>}
        {props.assignments.map((assignment) => (
          <option key={assignment.id} value={assignment.id}>
            {placeOf(assignment)}
          </option>
        ))}
      </select>
    </div>
  );
}

function whoAndWhere({ person, assignment }: Extract<SessionState, { kind: 'SIGNED_IN' }>): string {
  const name = `${person.givenName} ${person.familyName}`;
  return assignment ? `${name}, ${placeOf(assignment)}` : name;
}

/** Role, unit and organisation of an assignment. */
function placeOf({ role, unit }: Assignment): string {
  if (!unit) return roleName(role);
  return `${roleName(role)}, ${unit.name}, ${unit.administration.principal.name}`;
}
