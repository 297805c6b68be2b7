import { plurals } from '../plurals.ts';

const count = plurals('en');

const signingOut = 'Drafts, and what this browser keeps to be read without a network, are deleted.';
const kept = 'The rooms that you opened last, your drafts, and what waits to be sent are kept here until you sign out.';

export const profile = {
  loading: 'Loading your profile',
  about: {
    title: 'About you',
    handle: 'Handle',
    handleHint: 'Unique in this workspace; people can find you by it.',
    invalidHandle: 'Use letters, digits, dots, dashes or underscores, beginning with a letter or digit.',
    pronouns: 'Pronouns',
    bio: 'About me',
    timeZone: 'Time zone',
    timeZoneHint: 'Others see on your card what time it is for you.',
    noTimeZone: 'Not told',
    thisDevice: (zone: string) => `${zone} (this device)`,
    save: 'Save changes',
    saved: 'Your profile has been saved.',
  },
  presence: {
    title: 'Presence',
    label: 'Others see me as',
    hint: 'On its own, Parley shows you as away after ten minutes without a sign of you.',
    auto: 'Online while I am here',
    away: 'Away',
    invisible: 'Offline (invisible)',
  },
  privacy: {
    title: 'Privacy',
    receipts: 'Read receipts',
    receiptsHint:
      'In direct messages and small rooms others see how far you have read, and you see how far they have. Switched off, neither of you does.',
  },
  blocked: {
    title: 'Blocked people',
    nobody: 'Nobody. You can block somebody from their card, which their picture opens.',
    note: 'What they say is folded away and never unread. They see neither your presence nor your receipts, and cannot write to you directly.',
    unblock: 'Unblock',
    unblockOne: (name: string) => `Unblock ${name}`,
  },
  password: {
    title: 'Password',
    present: 'Present password',
    others: 'Sign out my other devices',
    submit: 'Change password',
    changed: 'Your password has been changed.',
    changedOthers: 'Your password has been changed, and your other devices are signed out.',
  },
  twoStep: {
    title: 'Two-step sign-in',
    loading: 'Loading',
    on: 'On',
    off: 'Off',
    onNote: 'Signing in takes your password and a code of your authenticator app.',
    offNote: 'With an authenticator app, a stolen password alone opens nothing.',
    turnOn: 'Turn on',
    turnOff: 'Turn off',
    turnedOn: 'Two-step sign-in is on.',
    turnedOff: 'Signing in takes your password alone again.',
    scan: 'Scan this with your authenticator app:',
    qrCode: 'QR code of the key below',
    orOpen: <T>(link: (words: string) => T): readonly (string | T)[] => [
      'Or ',
      link('open the app on this device'),
      ', or enter this key in it:',
    ],
  },
  devices: {
    title: 'Where you are signed in',
    loading: 'Loading your devices',
    current: 'This device',
    lastUsed: (time: string) => `Last used ${time}`,
    unknown: 'Another program',
    browserOn: (browser: string, system: string) => `${browser} on ${system}`,
    signOut: 'Sign out',
    signOutOne: (device: string) => `Sign out ${device}`,
    signOutOthers: 'Sign out all other devices',
  },
  browser: {
    title: 'Without a network',
    rooms: 'Rooms in this browser',
    promised: `${kept} This browser has promised not to remove them.`,
    unpromised: `${kept} When space runs out, this browser may remove them, unless you ask it not to.`,
    ask: 'Ask to keep them',
    refused: 'This browser makes no promise now. Install Parley, or use it for some days, and ask again.',
  },
  appearance: {
    title: 'Appearance',
    theme: 'Theme',
    contrast: 'Contrast',
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
    moreContrast: 'More',
  },
  data: {
    title: 'Your data',
    exportTitle: 'Export',
    exportNote: 'Profile, devices, rooms, drafts, what you have saved and scheduled, and everything that you have said, as a JSON file.',
    found: (messages: number) => count(messages, { one: '# message so far…', other: '# messages so far…' }),
    export: 'Export my data',
    done: 'Your data is in your downloads.',
  },
  deletion: {
    heading: 'Delete this account',
    note: 'What you have said stays, under “Deleted account”. Nothing else does.',
    open: 'Delete account',
    title: 'Delete your account?',
    warning: 'You are signed out everywhere and leave all rooms; those that you alone own pass to somebody else. This cannot be undone.',
    type: (handle: string) => `Type your handle, ${handle}, to confirm`,
    confirm: 'Delete for good',
    done: 'Your account has been deleted.',
  },
  signOut: {
    title: 'Sign out?',
    note: signingOut,
    losing: (messages: number) =>
      `${count(messages, {
        one: '# message has not been sent and will be lost.',
        other: '# messages have not been sent and will be lost.',
      })} ${signingOut}`,
    confirm: 'Sign out',
  },
};
