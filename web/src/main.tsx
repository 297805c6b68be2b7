import { createAccounts } from '@parley/client';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './design/tokens.css';
import './design/base.css';
import './design/forced-colors.css';
import { App } from './app.tsx';
import { loadDeployment } from './deployment.ts';
import { FailureBoundary } from './failure-boundary.tsx';
import { followChoice, languageInUse, onLanguage } from './languages/language.ts';
import { Speaking } from './languages/speaking.tsx';
import { keepApp } from './offline/new-version.ts';
import { createSessions } from './session/sessions.ts';
import { storedSignIn } from './session/stored-sign-in.ts';
import { StartFailure } from './start-failure.tsx';

const container = document.getElementById('app');
if (container === null) throw new Error('index.html has no #app');
const root = createRoot(container);
keepApp();

/** What only those who are signed in need; together, for neither shows anything without the other. */
const loadSession = async () => {
  const [{ openSession }] = await Promise.all([import('./session/session.ts'), import('./shell/signed-in.tsx')]);
  return openSession;
};
// Soon enough to come with the configuration.
if (storedSignIn() !== undefined) loadSession().catch(() => undefined);

const fail = (error: unknown) => root.render(<StartFailure reason={error instanceof Error ? error.message : String(error)} />);

// What reads aloud, breaks lines or looks for their beginning goes by these.
onLanguage(() => Object.assign(document.documentElement, languageInUse()));
// What goes wrong is told in the language too.
const spoken = followChoice();
loadDeployment()
  .finally(() => spoken)
  .then((deployment) => {
    const accounts = createAccounts(deployment);
    const sessions = createSessions({ deployment, accounts, load: loadSession, failed: fail });
    root.render(
      <StrictMode>
        <Speaking>
          <FailureBoundary>
            <App accounts={accounts} sessions={sessions} />
          </FailureBoundary>
        </Speaking>
      </StrictMode>,
    );
  }, fail);
