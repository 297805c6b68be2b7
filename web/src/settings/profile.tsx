import { Handle, limits, type Me, parse } from '@parley/protocol';
import { useMemo, useState } from 'react';
import { required } from '../account/validity.ts';
import { Avatar } from '../design/avatar.tsx';
import { Button } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { useSession } from '../session/session-context.ts';

const handleError = (handle: string): string | undefined => {
  const parsed = parse(Handle, handle);
  return parsed.ok ? undefined : t.settings.about.invalidHandle;
};

const fields = ['name', 'handle', 'bio', 'pronouns', 'timeZone'] as const;

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const timeZones = (): (readonly [string, string])[] => [
  ['', t.settings.about.noTimeZone],
  [here, t.settings.about.thisDevice(here.replaceAll('_', ' '))],
  ...Intl.supportedValuesOf('timeZone').flatMap((zone) => (zone === here ? [] : [[zone, zone.replaceAll('_', ' ')] as const])),
];

/** What others learn of me by name. */
export const ProfileSection = ({ me }: { me: Me }) => {
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
    toast.done(t.settings.about.saved);
  });

  return (
    <section className="settings-section">
      <div className="profile-card">
        <Avatar id={me.userId} name={name.trim() === '' ? me.name : name} size="lg" />
        <div className="profile-card-text">
          <p className="profile-card-name" dir="auto">
            {me.name}
          </p>
          <p className="profile-card-email">{me.email}</p>
        </div>
      </div>
      <form className="settings-form" onSubmit={submit} noValidate>
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
          label={t.settings.about.handle}
          value={handle}
          onChange={(value) => setHandle(value.toLowerCase().trim())}
          maxLength={limits.handleChars}
          error={errors.handle}
          hint={t.settings.about.handleHint}
        />
        <Field label={t.settings.about.pronouns} value={pronouns} onChange={setPronouns} maxLength={limits.pronounsChars} />
        <Field label={t.settings.about.bio} value={bio} onChange={setBio} maxLength={limits.bioChars} rows={3} />
        <Choice
          label={t.settings.about.timeZone}
          value={timeZone}
          onChange={setTimeZone}
          options={zones}
          hint={t.settings.about.timeZoneHint}
        />
        <div>
          <Button type="submit" kind="primary" isPending={pending} isDisabled={Object.keys(changes).length === 0}>
            {t.settings.about.save}
          </Button>
        </div>
      </form>
    </section>
  );
};
