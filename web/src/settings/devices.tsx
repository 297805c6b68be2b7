import type { Device } from '@parley/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../design/button.tsx';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { useSubmission } from '../design/submission.ts';
import { reasonOf, t } from '../languages/language.ts';
import { fullTime } from '../room/times.ts';
import { fetchAnew } from '../session/fetch-anew.ts';
import { useSession } from '../session/session-context.ts';

const KEY = ['devices'];

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(Headless)?Chrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

const first = (names: readonly (readonly [RegExp, string])[], text: string) => names.find(([pattern]) => pattern.test(text))?.[1];

/** What a program is called, as far as its own word can be understood. */
const deviceName = ({ userAgent }: Device): string => {
  const [browser, system] = [first(browsers, userAgent), first(systems, userAgent)];
  if (browser === undefined) return system ?? t.settings.devices.unknown;
  return system === undefined ? browser : t.settings.devices.browserOn(browser, system);
};

export const DevicesSection = () => {
  const { api } = useSession();
  const queries = useQueryClient();
  const devices = useQuery({ queryKey: KEY, queryFn: () => api.devices() });
  const items = devices.data?.items ?? [];
  const refresh = () => fetchAnew(queries, KEY);

  const { pending, error, submit } = useSubmission(async () => {
    await api.signOutOtherDevices();
    await refresh();
  });

  return (
    <section className="settings-section">
      <h2>{t.settings.devices.title}</h2>
      <FormError>{error ?? (devices.error && reasonOf(devices.error))}</FormError>
      {devices.isPending && <SkeletonRows count={2} label={t.settings.devices.loading} />}
      <ul className="devices">
        {items.map((device) => (
          <DeviceRow key={device.deviceId} device={device} onChanged={refresh} />
        ))}
      </ul>
      {items.length > 1 && (
        <div>
          <Button isPending={pending} onPress={() => void submit()}>
            {t.settings.devices.signOutOthers}
          </Button>
        </div>
      )}
    </section>
  );
};

const DeviceRow = ({ device, onChanged }: { device: Device; onChanged: () => Promise<void> }) => {
  const { api } = useSession();
  const name = deviceName(device);
  const { pending, error, submit } = useSubmission(async () => {
    await api.signOutDevice(device.deviceId);
    await onChanged();
  });
  return (
    <li className="setting-row">
      <p>
        <strong>{name}</strong>
        {device.current ? t.settings.devices.current : t.settings.devices.lastUsed(fullTime(device.seenAt))}
        {error !== undefined && ` · ${error}`}
      </p>
      {!device.current && (
        <Button icon="leave" isPending={pending} onPress={() => void submit()} aria-label={t.settings.devices.signOutOne(name)}>
          {t.settings.devices.signOut}
        </Button>
      )}
    </li>
  );
};
