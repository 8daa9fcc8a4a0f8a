import { type FormEvent, useId, useState } from 'react';
import type { DemoSignIn } from './demo-sign-ins.ts';
import { roleName } from './roles.ts';
import type { Credentials } from './session.ts';

const EMPTY: Credentials = { organisation: '', username: '', password: '' };

/** Organisation, username and password; or somebody of the demo region, who fills them in. */
export function SignInForm(props: {
  readonly demo: readonly DemoSignIn[];
  readonly isBusy: boolean;
  readonly onSignIn: (credentials: Credentials) => void;
}) {
  const [credentials, setCredentials] = useState(EMPTY);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSignIn(credentials);
    setCredentials({ ...credentials, password: '' });
  };
  const change = (field: keyof Credentials) => (value: string) => setCredentials({ ...credentials, [field]: value });
  return (
    <form className="sign-in" onSubmit={submit} aria-label="Logga in">
      {props.demo.length > 0 && <DemoChoice demo={props.demo} onChoose={setCredentials} />}
      <Field
        label="Organisation"
        name="organization"
        value={credentials.organisation}
        onChange={change('organisation')}
      />
      <Field label="Användarnamn" name="username" value={credentials.username} onChange={change('username')} />
      <Field
        label="Lösenord"
        name="current-password"
        type="password"
        value={credentials.password}
        onChange={change('password')}
      />
      <label>
        <input
          type="checkbox"
          name="administration"
          checked={credentials.entry === 'ADMINISTRATION'}
          onChange={(event) =>
            setCredentials({ ...credentials, entry: event.target.checked ? 'ADMINISTRATION' : 'STAFF' })
          }
        />
        Administratör
      </label>
      <button type="submit" disabled={props.isBusy}>
        Logga in
      </button>
    </form>
  );
}

/** Administrators have an entry of their own. */
function entryOf(role: string): 'STAFF' | 'ADMINISTRATION' {
  return role === 'ADMINISTRATOR' || role === 'SYSTEM_MANAGER' ? 'ADMINISTRATION' : 'STAFF';
}

function DemoChoice(props: {
  readonly demo: readonly DemoSignIn[];
  readonly onChoose: (credentials: Credentials) => void;
}) {
  const id = useId();
  const choose = (index: string) => {
    const chosen = props.demo[Number(index)];
    if (index === '' || !chosen) return props.onChoose(EMPTY);
    const { organisation, username, password } = chosen;
    props.onChoose({ organisation, username, password, entry: entryOf(chosen.role) });
  };
  return (
    <div className="field">
      <label htmlFor={id}>Demoanvändare</label>
      <select id={id} defaultValue="" onChange={(event) => choose(event.target.value)}>
        <option value="">Välj …</option>
        {props.demo.map((signIn, index) => (
          <option key={`${signIn.organisation}/${signIn.username}`} value={index}>
            {`${roleName(signIn.role)}, ${signIn.unit} (${signIn.username})`}
          </option>
        ))}
      </select>
    </div>
  );
}

function Field(props: {
  readonly label: string;
  /** What a password manager knows it as. */
  readonly name: 'organization' | 'username' | 'current-password';
  readonly type?: 'password';
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        name={props.name}
        autoComplete={props.name}
        type={props.type ?? 'text'}
        autoCapitalize="none"
        spellCheck={false}
        required
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  );
}
