import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from '../design/button.tsx';
import { t } from '../languages/language.ts';
import { navigate } from '../route.ts';
import './page-header.css';

/** The top of a page that is no room: its name, which has the focus as it opens, what can be done, and on a phone the way back. */
export const PageHeader = ({ title, children }: { title: string; children?: ReactNode }) => {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => heading.current?.focus(), []);

  return (
    <header className="page-header">
      <span className="only-phone">
        <IconButton icon="back" label={t.shell.back} onPress={() => navigate({ page: 'home' })} />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children && <div className="page-header-actions">{children}</div>}
    </header>
  );
};
