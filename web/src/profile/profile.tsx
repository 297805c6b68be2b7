import { type Availability, Handle, limits, type Me, parse } from '@parley/protocol';
import { useMemo, useState } from 'react';
import { required } from '../account/validity.ts';
import { type Contrast, chooseContrast, chooseTheme, chosenContrast, chosenTheme, type Theme } from '../design/appearance.ts';
import { Avatar } from '../design/avatar.tsx';
import { Button } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { Field } from '../design/field.tsx';
import { LanguageChoice } from '../design/language-choice.tsx';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { Segments } from '../design/segments.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { useChat, useSession } from '../session/session-context.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { AccountDataSection } from './account-data.tsx';
import { AuthenticatorSection } from './authenticator.tsx';
import { DevicesSection } from './devices.tsx';
import { PasswordSection } from './password.tsx';
import { PrivacySection } from './privacy.tsx';
import { ThisBrowserSection } from './this-browser.tsx';
import './profile.css';

const Profile = () => {
  const me = useChat((state) => state.me);

  return (
    <>
      <PageHeader title={t.shell.pages.profile} />
      <div className="profile">
        {me === undefined ? <SkeletonRows count={3} label={t.profile.loading} /> : <AboutMe key={me.userId} me={me} />}
        {me !== undefined && <Visibility me={me} />}
        {me !== undefined && <PrivacySection me={me} />}
        <PasswordSection />
        <AuthenticatorSection />
        <DevicesSection />
        <ThisBrowserSection />
        <section className="profile-section">
          <h2>{t.profile.appearance.title}</h2>
          <Appearance />
        </section>
        {me !== undefined && <AccountDataSection handle={me.handle} />}
      </div>
    </>
  );
};

const handleError = (handle: string): string | undefined => {
  const parsed = parse(Handle, handle);
  return parsed.ok ? undefined : t.profile.about.invalidHandle;
};

const fields = ['name', 'handle', 'bio', 'pronouns', 'timeZone'] as const;

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const timeZones = (): (readonly [string, string])[] => [
  ['', t.profile.about.noTimeZone],
  [here, t.profile.about.thisDevice(here.replaceAll('_', ' '))],
  ...Intl.supportedValuesOf('timeZone').flatMap((zone) => (zone === here ? [] : [[zone, zone.replaceAll('_', ' ')] as const])),
];

const AboutMe = ({ me }: { me: Me }) => {
  const { chat } = useSession();
  const [name, setName] = useState(me.name);
  const [handle, setHandle] = useState(me.handle);
  const errors = { name: required(name, t.account.invalid.noName), handle: handleError(handle) };
  const [bio, setBio] = useState(me.bio ?? '');
  const [pronouns, setPronouns] = useState(me.pronouns ?? '');
  const [timeZone, setTimeZone] = useState(me.timeZone ?? '');
  const zones = useMemo(timeZones, []);
  const wanted = { name: name.trim(), handle, bio: bio.trim(), pronouns: pronouns.trim(), timeZone };
  const standing = { name: me.name, handle: me.handle, bio: me.bio ?? '', pronouns: me.pronouns ?? '', timeZone: me.timeZone ?? '' };
  const changes = Object.fromEntries(fields.filter((field) => wanted[field] !== standing[field]).map((field) => [field, wanted[field]]));

  const { pending, error, submit } = useSubmission(async () => {
    if (errors.name ?? errors.handle) return;
    await chat.updateMe(changes);
    toast.done(t.profile.about.saved);
  });

  return (
    <section className="profile-section">
      <h2>{t.profile.about.title}</h2>
      <div className="profile-card">
        <Avatar id={me.userId} name={name.trim() === '' ? me.name : name} size="lg" />
        <div className="profile-card-text">
          <p className="profile-card-name" dir="auto">
            {me.name}
          </p>
          <p className="profile-card-email">{me.email}</p>
        </div>
      </div>
      <form className="profile-form" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Field
          label={t.account.name}
          value={name}
          onChange={setName}
          maxLength={limits.displayNameChars}
          error={errors.name}
          autoComplete="name"
        />
        <Field
          label={t.profile.about.handle}
          value={handle}
          onChange={(value) => setHandle(value.toLowerCase().trim())}
          maxLength={limits.handleChars}
          error={errors.handle}
          hint={t.profile.about.handleHint}
        />
        <Field label={t.profile.about.pronouns} value={pronouns} onChange={setPronouns} maxLength={limits.pronounsChars} />
        <Field label={t.profile.about.bio} value={bio} onChange={setBio} maxLength={limits.bioChars} rows={3} />
        <Choice
          label={t.profile.about.timeZone}
          value={timeZone}
          onChange={setTimeZone}
          options={zones}
          hint={t.profile.about.timeZoneHint}
        />
        <div>
          <Button type="submit" kind="primary" isPending={pending} isDisabled={Object.keys(changes).length === 0}>
            {t.profile.about.save}
          </Button>
        </div>
      </form>
    </section>
  );
};

const availabilities = (): (readonly [Availability, string])[] => [
  ['auto', t.profile.presence.auto],
  ['away', t.profile.presence.away],
  ['invisible', t.profile.presence.invisible],
];

const Visibility = ({ me }: { me: Me }) => {
  const { chat } = useSession();
  const choose = (value: string) => {
    const availability = availabilities().find(([each]) => each === value)?.[0] ?? 'auto';
    chat.updateMe({ availability }).catch(toast.error);
  };
  return (
    <section className="profile-section">
      <h2>{t.profile.presence.title}</h2>
      <Choice
        label={t.profile.presence.label}
        value={me.availability ?? 'auto'}
        onChange={choose}
        options={availabilities()}
        hint={t.profile.presence.hint}
      />
    </section>
  );
};

const themeNames = (): (readonly [Theme, string])[] => [
  ['system', t.profile.appearance.system],
  ['light', t.profile.appearance.light],
  ['dark', t.profile.appearance.dark],
];
const contrastNames = (): (readonly [Contrast, string])[] => [
  ['system', t.profile.appearance.system],
  ['more', t.profile.appearance.moreContrast],
];

const Appearance = () => {
  const [theme, setTheme] = useState(chosenTheme);
  const [contrast, setContrast] = useState(chosenContrast);
  return (
    <>
      <LanguageChoice />
      <Segments
        label={t.profile.appearance.theme}
        value={theme}
        onChange={(next) => {
          chooseTheme(next);
          setTheme(next);
        }}
        options={themeNames()}
      />
      <Segments
        label={t.profile.appearance.contrast}
        value={contrast}
        onChange={(next) => {
          chooseContrast(next);
          setContrast(next);
        }}
        options={contrastNames()}
      />
    </>
  );
};

export default Profile;
