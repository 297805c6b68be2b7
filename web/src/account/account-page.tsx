import { type ReactNode, useEffect, useRef } from 'react';
import { BrandMark } from '../design/icon.tsx';
import { LanguageChoice } from '../design/language-choice.tsx';
import { t } from '../languages/language.ts';
import './account.css';

interface AccountPageProps {
  title: string;
  lead: ReactNode;
  children: ReactNode;
  /** Where else one may want to go. */
  footer: ReactNode;
  /** Offers another language, which shows the screen anew: only where little is lost by it. */
  languages?: boolean;
}

const exchange = [
  { from: 'them', width: 62 },
  { from: 'them', width: 40 },
  { from: 'us', width: 54 },
  { from: 'them', width: 70 },
  { from: 'us', width: 36 },
  { from: 'us', width: 58 },
] as const;

/** The frame of every screen before the sign-in. */
export const AccountPage = ({ title, lead, children, footer, languages = false }: AccountPageProps) => {
  const heading = useRef<HTMLHeadingElement>(null);

  // A new screen is announced by its heading, unless a field of it has taken the focus.
  useEffect(() => {
    document.title = `${title} · Parley`;
    if (document.activeElement === document.body) heading.current?.focus();
  }, [title]);

  return (
    <div className="account-page">
      <main className="account-main">
        <div className="account-brand">
          <BrandMark size={32} />
          <span>Parley</span>
        </div>
        <div className="account-form">
          <h1 ref={heading} tabIndex={-1} className="account-title">
            {title}
          </h1>
          <p className="account-lead">{lead}</p>
          {children}
          <div className="account-footer">{footer}</div>
        </div>
        {languages && (
          <div className="account-language">
            <LanguageChoice />
          </div>
        )}
      </main>
      <div className="account-aside" aria-hidden="true">
        <div className="account-exchange">
          {exchange.map(({ from, width }) => (
            <span key={`${from}${width}`} className="account-bubble" data-from={from} style={{ width: `${width}%` }} />
          ))}
        </div>
        <p className="account-slogan">{t.account.slogan}</p>
      </div>
    </div>
  );
};
