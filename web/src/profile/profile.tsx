import { type Availability, Handle, limits, type Me, parse } from '@parley/protocol';
import { useState } from 'react';
import { type Contrast, chooseContrast, chooseTheme, chosenContrast, chosenTheme, type Theme } from '../design/appearance.ts';
import { Avatar } from '../design/avatar.tsx';
import { Button } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { Segments } from '../design/segments.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
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
      <PageHeader title="Profile" />
      <div className="profile">
        {me === undefined ? <SkeletonRows count={3} label="Loading your profile" /> : <AboutMe key={me.userId} me={me} />}
        {me !== undefined && <Visibility me={me} />}
        {me !== undefined && <PrivacySection me={me} />}
        <PasswordSection />
        <AuthenticatorSection />
        <DevicesSection />
        <ThisBrowserSection />
        <section className="profile-section">
          <h2>Appearance</h2>
          <Appearance />
        </section>
        {me !== undefined && <AccountDataSection handle={me.handle} />}
      </div>
    </>
  );
};

const handleError = (handle: string): string | undefined => {
  const parsed = parse(Handle, handle);
  return parsed.ok ? undefined : 'Use letters, digits, dots, dashes or underscores, beginning with a letter or digit.';
};

const fields = ['name', 'handle', 'bio', 'pronouns', 'timeZone'] as const;

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const timeZones: readonly (readonly [string, string])[] = [
  ['', 'Not told'],
  [here, `${here.replaceAll('_', ' ')} (this device)`],
  ...Intl.supportedValuesOf('timeZone').flatMap((zone) => (zone === here ? [] : [[zone, zone.replaceAll('_', ' ')] as const])),
];

const AboutMe = ({ me }: { me: Me }) => {
  const { chat } = useSession();
  const [name, setName] = useState(me.name);
  const [handle, setHandle] = useState(me.handle);
  const errors = { name: name.trim() === '' ? 'Enter your name.' : undefined, handle: handleError(handle) };
  const [bio, setBio] = useState(me.bio ?? '');
  const [pronouns, setPronouns] = useState(me.pronouns ?? '');
  const [timeZone, setTimeZone] = useState(me.timeZone ?? '');
  const wanted = { name: name.trim(), handle, bio: bio.trim(), pronouns: pronouns.trim(), timeZone };
  const standing = { name: me.name, handle: me.handle, bio: me.bio ?? '', pronouns: me.pronouns ?? '', timeZone: me.timeZone ?? '' };
  const changes = Object.fromEntries(fields.filter((field) => wanted[field] !== standing[field]).map((field) => [field, wanted[field]]));

  const { pending, error, submit } = useSubmission(async () => {
    if (errors.name ?? errors.handle) return;
    await chat.updateMe(changes);
    toast.done('Your profile has been saved.');
  });

  return (
    <section className="profile-section">
      <h2>About you</h2>
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
        <Field label="Name" value={name} onChange={setName} maxLength={limits.displayNameChars} error={errors.name} autoComplete="name" />
        <Field
          label="Handle"
          value={handle}
          onChange={(value) => setHandle(value.toLowerCase().trim())}
          maxLength={limits.handleChars}
          error={errors.handle}
          hint="Unique in this workspace; people can find you by it."
        />
        <Field label="Pronouns" value={pronouns} onChange={setPronouns} maxLength={limits.pronounsChars} />
        <Field label="About me" value={bio} onChange={setBio} maxLength={limits.bioChars} rows={3} />
        <Choice
          label="Time zone"
          value={timeZone}
          onChange={setTimeZone}
          options={timeZones}
          hint="Others see on your card what time it is for you."
        />
        <div>
          <Button type="submit" kind="primary" isPending={pending} isDisabled={Object.keys(changes).length === 0}>
            Save changes
          </Button>
        </div>
      </form>
    </section>
  );
};

const availabilities: readonly (readonly [Availability, string])[] = [
  ['auto', 'Online while I am here'],
  ['away', 'Away'],
  ['invisible', 'Offline (invisible)'],
];

const Visibility = ({ me }: { me: Me }) => {
  const { chat } = useSession();
  const choose = (value: string) => {
    const availability = availabilities.find(([each]) => each === value)?.[0] ?? 'auto';
    chat.updateMe({ availability }).catch(toast.error);
  };
  return (
    <section className="profile-section">
      <h2>Presence</h2>
      <Choice
        label="Others see me as"
        value={me.availability ?? 'auto'}
        onChange={choose}
        options={availabilities}
        hint="On its own, Parley shows you as away after ten minutes without a sign of you."
      />
    </section>
  );
};

const themeNames: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];
const contrastNames: readonly (readonly [Contrast, string])[] = [
  ['system', 'As the system'],
  ['more', 'More'],
];

const Appearance = () => {
  const [theme, setTheme] = useState(chosenTheme);
  const [contrast, setContrast] = useState(chosenContrast);
  return (
    <>
      <Segments
        label="Theme"
        value={theme}
        onChange={(next) => {
          chooseTheme(next);
          setTheme(next);
        }}
        options={themeNames}
      />
      <Segments
        label="Contrast"
        value={contrast}
        onChange={(next) => {
          chooseContrast(next);
          setContrast(next);
        }}
        options={contrastNames}
      />
    </>
  );
};

export default Profile;
