import { Component, type ReactNode } from 'react';
import { Button } from './design/button.tsx';
import { EmptyState } from './design/notice.tsx';
import { t } from './languages/language.ts';
import './start-failure.css';

/** Stands in for an app that broke while it was being shown; nothing is lost, for what was written is stored. */
export class FailureBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="start-failure">
        <h1 className="visually-hidden">Parley</h1>
        <EmptyState
          icon="warning"
          title={t.shell.broken.title}
          action={
            <Button kind="primary" onPress={() => location.reload()}>
              {t.shell.broken.reload}
            </Button>
          }
        >
          {t.shell.broken.text}
        </EmptyState>
      </main>
    );
  }
}
