// One place for all that one chooses for oneself: the list of its sections, and one of them beside it.
import type { Me } from '@parley/protocol';
import { type ReactNode, type RefObject, useEffect, useRef, useSyncExternalStore } from 'react';
import { Icon, type IconName } from '../design/icon.tsx';
import { LanguageChoice } from '../design/language-choice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { ShortcutGroups } from '../keyboard/shortcut-groups.tsx';
import { t } from '../languages/language.ts';
import { Link } from '../link.tsx';
import { type SettingsSection, settingsSections } from '../route.ts';
import { useChat } from '../session/session-context.ts';
import { useOperates } from '../session/use-operates.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { AccountDataSection } from './account-data.tsx';
import { AppearanceSection } from './appearance.tsx';
import { AuthenticatorSection } from './authenticator.tsx';
import { DevicesSection } from './devices.tsx';
import { DeviceNotificationsSection, NotificationsSection } from './notifications.tsx';
import { OperationSection } from './operation.tsx';
import { PasswordSection } from './password.tsx';
import { PrivacySection } from './privacy.tsx';
import { ProfileSection } from './profile.tsx';
import { ThisBrowserSection } from './this-browser.tsx';
import './settings.css';

const icons: Readonly<Record<SettingsSection, IconName>> = {
  profile: 'person',
  notifications: 'bell',
  appearance: 'contrast',
  language: 'globe',
  privacy: 'lock',
  account: 'key',
  devices: 'device',
  keyboard: 'keyboard',
  operation: 'poll',
};

const wide = matchMedia('(min-width: 64rem)');

const onWidth = (listener: () => void) => {
  wide.addEventListener('change', listener);
  return () => wide.removeEventListener('change', listener);
};

/** Whether there is room for the list of rooms, that of the sections, and one of these. */
const useWide = (): boolean => useSyncExternalStore(onWidth, () => wide.matches);

const SettingsPage = ({ section }: { section: SettingsSection | undefined }) => {
  const isWide = useWide();
  const shown = section ?? (isWide ? 'profile' : undefined);
  const last = useRef<SettingsSection>(undefined);
  useEffect(() => {
    last.current = shown;
  }, [shown]);

  if (shown === undefined) {
    return (
      <>
        <PageHeader title={t.settings.title} />
        <SectionList from={last} />
      </>
    );
  }
  return (
    <div className="settings">
      {isWide && (
        <div className="settings-side">
          <p className="settings-side-title" aria-hidden="true">
            {t.settings.title}
          </p>
          <SectionList current={shown} />
        </div>
      )}
      <div className="settings-main">
        <PageHeader
          key={shown}
          title={t.settings.sections[shown]}
          back={isWide ? undefined : { to: { page: 'settings' }, label: t.settings.back }}
        />
        {/* Whoever only reads here must be able to scroll, too. */}
        <div className="settings-content" data-region="content" tabIndex={shown === 'keyboard' ? 0 : undefined}>
          <Section name={shown} />
        </div>
      </div>
    </div>
  );
};

interface SectionListProps {
  current?: SettingsSection;
  /** The section that one comes back from, which then has the focus. */
  from?: RefObject<SettingsSection | undefined>;
}

const idOf = (section: SettingsSection) => `settings-${section}`;

const SectionList = ({ current, from }: SectionListProps) => {
  // Behind the heading's, which takes the focus of whoever comes from elsewhere.
  useEffect(() => {
    if (from?.current !== undefined) document.getElementById(idOf(from.current))?.focus();
  }, [from]);

  const operates = useOperates();
  const sections = settingsSections.filter((section) => section !== 'operation' || operates);
  return (
    <nav className="settings-nav" aria-label={t.settings.title} data-region="sections">
      <ul>
        {sections.map((section) => (
          <li key={section}>
            <Link
              to={{ page: 'settings', section }}
              id={idOf(section)}
              className="settings-link"
              aria-current={section === current ? 'page' : undefined}
            >
              <Icon name={icons[section]} />
              {t.settings.sections[section]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
};

const Section = ({ name }: { name: SettingsSection }) => {
  switch (name) {
    case 'profile':
      return <ForMe>{(me) => <ProfileSection key={me.userId} me={me} />}</ForMe>;
    case 'notifications':
      return (
        <>
          <DeviceNotificationsSection />
          <ForMe>{(me) => <NotificationsSection me={me} />}</ForMe>
        </>
      );
    case 'appearance':
      return <AppearanceSection />;
    case 'language':
      return (
        <section className="settings-section">
          <LanguageChoice />
          <p className="field-hint">{t.settings.keptHere}</p>
        </section>
      );
    case 'privacy':
      return <ForMe>{(me) => <PrivacySection me={me} />}</ForMe>;
    case 'account':
      return (
        <>
          <PasswordSection />
          <AuthenticatorSection />
          <ForMe>{({ handle }) => <AccountDataSection handle={handle} />}</ForMe>
        </>
      );
    case 'devices':
      return (
        <>
          <DevicesSection />
          <ThisBrowserSection />
        </>
      );
    case 'keyboard':
      return (
        <div className="settings-section">
          <ShortcutGroups heading="h2" />
        </div>
      );
    case 'operation':
      return <OperationSection />;
  }
};

/** What cannot be shown before the session tells who I am. */
const ForMe = ({ children }: { children: (me: Me) => ReactNode }) => {
  const me = useChat((state) => state.me);
  return me === undefined ? <SkeletonRows count={3} label={t.settings.loading} /> : children(me);
};

export default SettingsPage;
