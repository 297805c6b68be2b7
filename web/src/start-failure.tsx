import { Button } from './design/button.tsx';
import { EmptyState } from './design/notice.tsx';
import { t } from './languages/language.ts';
import './start-failure.css';

/** What there is to see when the app cannot even begin. */
export const StartFailure = ({ reason }: { reason: string }) => (
  <main className="start-failure">
    <h1 className="visually-hidden">Parley</h1>
    <EmptyState
      icon="offline"
      title={t.shell.cannotStart.title}
      action={
        <Button kind="primary" onPress={() => location.reload()}>
          {t.shell.cannotStart.retry}
        </Button>
      }
    >
      {t.shell.cannotStart.text(reason)}
    </EmptyState>
  </main>
);
