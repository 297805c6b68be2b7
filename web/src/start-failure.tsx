import { Button } from './design/button.tsx';
import { EmptyState } from './design/notice.tsx';
import './start-failure.css';

/** What there is to see when the app cannot even begin. */
export const StartFailure = ({ reason }: { reason: string }) => (
  <main className="start-failure">
    <h1 className="visually-hidden">Parley</h1>
    <EmptyState
      icon="offline"
      title="Parley cannot start"
      action={
        <Button kind="primary" onPress={() => location.reload()}>
          Try again
        </Button>
      }
    >
      {reason} Check the network; if this stays, tell whoever runs this site.
    </EmptyState>
  </main>
);
