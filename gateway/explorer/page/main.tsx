import './workers.ts';
import '@graphiql/react/style.css';
import 'graphiql/graphiql.css';
import '@graphiql/plugin-doc-explorer/style.css';
import './style.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { EXAMPLES_PANEL, RecallContext } from './examples-panel.tsx';
import { forgetfulStorage } from './forgetful-storage.ts';
import { post } from './post.ts';
import { type Recall, remember, rememberPhysician } from './recall.ts';
import { createSession } from './session.ts';
import { SessionBar } from './session-bar.tsx';

const { environment = '', offersDemo } = document.documentElement.dataset;
const session = createSession(post, () => new Date());
const recall: Recall = new Map();
const storage = forgetfulStorage();
const plugins = [EXAMPLES_PANEL];

session.subscribe(() => rememberPhysician(recall, session.state()));

const fetcher: React.ComponentProps<typeof GraphiQL>['fetcher'] = async (call) => {
  const answer = await session.ask(call);
  remember(recall, answer);
  return answer;
};

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id root.');
createRoot(root).render(
  <RecallContext value={recall}>
    <SessionBar session={session} environment={environment} offersDemo={offersDemo === 'true'} />
    <main className="editor" lang="en">
      <GraphiQL
        fetcher={fetcher}
        storage={storage}
        plugins={plugins}
        visiblePlugin={EXAMPLES_PANEL}
        defaultQuery=""
        defaultEditorToolsVisibility="variables"
        isHeadersEditorEnabled={false}
        showPersistHeadersSettings={false}
      />
    </main>
  </RecallContext>,
);
