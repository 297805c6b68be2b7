import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from '../design/button.tsx';
import { t } from '../languages/language.ts';
import { navigate, type Route } from '../route.ts';
import './page-header.css';

interface PageHeaderProps {
  title: string;
  /** Where one comes from, and what that is called. Default: on a phone, the list of rooms. */
  back?: { to: Route; label: string } | undefined;
  /** What can be done. */
  children?: ReactNode;
}

/** The top of a page that is no room: its name, which has the focus as it opens, what can be done, and the way back. */
export const PageHeader = ({ title, back, children }: PageHeaderProps) => {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => heading.current?.focus(), []);

  return (
    <header className="page-header">
      {back === undefined ? (
        <span className="only-phone">
          <IconButton icon="back" label={t.shell.back} onPress={() => navigate({ page: 'home' })} />
        </span>
      ) : (
        <IconButton icon="back" label={back.label} onPress={() => navigate(back.to)} />
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children && <div className="page-header-actions">{children}</div>}
    </header>
  );
};
