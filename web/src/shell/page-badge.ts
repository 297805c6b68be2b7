// What a tab in the background tells: how often one is called, or that something else is new.
import { waiting } from '@parley/client';
import { useEffect } from 'react';
import { useChat } from '../session/session-context.ts';

const MOST = 99;

export const pageTitle = (page: string, { calls, activity }: ReturnType<typeof waiting>): string => {
  const badge = calls > 0 ? `(${calls > MOST ? `${MOST}+` : calls}) ` : activity ? '• ' : '';
  return `${badge}${page === '' ? '' : `${page} · `}Parley`;
};

const showIcon = (name: string) => {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link !== null && !link.href.endsWith(name)) link.href = name;
};

/** Keeps the title and the icon of the tab. */
export const usePageBadge = (page: string): void => {
  const calls = useChat((state) => waiting(state).calls);
  const activity = useChat((state) => waiting(state).activity);
  useEffect(() => {
    document.title = pageTitle(page, { calls, activity });
  }, [calls, activity, page]);
  useEffect(() => {
    showIcon(calls > 0 ? '/icon-calls.svg' : activity ? '/icon-activity.svg' : '/icon.svg');
    return () => showIcon('/icon.svg');
  }, [calls, activity]);
};
