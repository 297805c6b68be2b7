import { Fragment, type ReactNode, useSyncExternalStore } from 'react';
import { I18nProvider } from 'react-aria-components';
import { localeInUse, onLanguage } from './language.ts';

/** Shows what is in it in the language in use; all of it anew when that changes, for words are read from everywhere. */
export const Speaking = ({ children }: { children: ReactNode }) => {
  const locale = useSyncExternalStore(onLanguage, localeInUse);
  return (
    <I18nProvider locale={locale}>
      <Fragment key={locale}>{children}</Fragment>
    </I18nProvider>
  );
};
