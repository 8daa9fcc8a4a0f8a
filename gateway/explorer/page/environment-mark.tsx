/** What each environment is for (F-270, F-272). */
const PURPOSES: Readonly<Record<string, string>> = {
  TRAINING: 'Utbildningsmiljö – endast fiktiva patienter',
  ACCEPTANCE: 'Acceptanstest – endast fiktiva patienter',
};

/** The environment, so that it cannot be overlooked, with the version (F-070). */
export function EnvironmentMark({ environment }: { readonly environment: string }) {
  return (
    <div className="environment">
      <strong className="environment-name">{environment}</strong>
      <span className="environment-purpose">
        {PURPOSES[environment]}
        <br />
        Samplan {SAMPLAN_VERSION}
      </span>
    </div>
  );
}
