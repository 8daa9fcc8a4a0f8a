import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { createContext, useContext } from 'react';
import type { Example } from './example.ts';
import { fill, type Recall } from './recall.ts';

/** What the answers of this visit told. */
export const RecallContext = createContext<Recall>(new Map());

/** The examples as a panel of the editor. */
export const EXAMPLES_PANEL = { title: 'Exempel', icon: ExamplesIcon, content: ExamplesPanel };

function ExamplesPanel() {
  const open = useOpenExample();
  const groups = [...new Set(EXAMPLES.map(({ group }) => group))];
  return (
    <nav className="examples" aria-label="Exempel" lang="sv">
      <h1>Exempel</h1>
      <p>Id:n och versioner fylls i från de senaste svaren. Tryck Ctrl + Enter för att köra.</p>
      {groups.map((group) => (
        <section key={group}>
          <h2>{group}</h2>
          <ul>
            {EXAMPLES.filter((example) => example.group === group).map((example) => (
              <li key={example.name}>
                <button type="button" onClick={() => open(example)}>
                  {example.title}
                </button>
                <p>{example.hint}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p>I redigeraren växlar Ctrl + M om tabbtangenten skriver ett tabbtecken eller flyttar fokus.</p>
    </nav>
  );
}

/** Opens an example in a tab of its own, or in the tab at hand while nothing stands in it. */
function useOpenExample(): (example: Example) => void {
  const recall = useContext(RecallContext);
  const { addTab } = useGraphiQLActions();
  const { queryEditor, variableEditor } = useGraphiQL((editors) => editors);
  return ({ query, variables }) => {
    if (queryEditor?.getValue().trim()) addTab();
    const filled = fill(variables, recall, new Date(), () => crypto.randomUUID());
    queryEditor?.setValue(query);
    variableEditor?.setValue(JSON.stringify(filled) === '{}' ? '' : JSON.stringify(filled, null, 2));
    queryEditor?.focus();
  };
}

function ExamplesIcon() {
  return (
    <svg
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
    >
      <path d="M3 4.5h1M3 10h1M3 15.5h1M7 4.5h10M7 10h10M7 15.5h10" strokeLinecap="round" />
    </svg>
  );
}
