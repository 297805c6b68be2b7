import { plurals } from '../plurals.ts';

const count = plurals('en');

export const shell = {
  skip: 'Skip to content',
  account: 'Your account',
  accountMenu: {
    status: 'Set a status',
    emoji: 'Custom emoji',
    settings: 'Profile and settings',
    shortcuts: 'Keyboard shortcuts',
    signOut: 'Sign out',
  },
  pages: { settings: 'Settings', later: 'Later', threads: 'Threads', invite: 'Invitation' },
  back: 'Back',
  sidebar: {
    label: 'Rooms and people',
    loading: 'Loading your rooms',
    goTo: 'Go to…',
    draft: ', draft',
    favourites: 'Favourites',
    rooms: 'Rooms',
    noRooms: 'No rooms yet.',
    direct: 'Direct messages',
    newDirect: 'New direct message',
    noDirect: 'Talk to one person or a few.',
    startDirect: 'Start a message',
  },
  browseRooms: 'Browse rooms',
  createRoom: 'Create a room',
  welcome: (name?: string) => (name === undefined ? 'Welcome' : `Welcome, ${name}`),
  findFirst: 'Find a room to join, or open one of your own.',
  choose: 'Choose a room at the left, or find another one.',
  waitingForNetwork: 'Waiting for network',
  reconnecting: 'Reconnecting…',
  reconnectingLabel: 'Reconnecting',
  waiting: (messages: number) => count(messages, { one: '# message waiting', other: '# messages waiting' }),
  tryNow: 'Try now',
  storesNothing: 'This browser stores nothing: messages that wait to be sent will not survive a reload.',
  readAll: {
    title: 'Mark everything as read?',
    note: 'No room will show anything new, on any of your devices.',
    cancel: 'Cancel',
    confirm: 'Mark as read',
  },
  broken: {
    title: 'Something broke',
    text: 'A newer version may have been installed meanwhile. What you have written is kept.',
    reload: 'Reload',
  },
  cannotStart: {
    title: 'Parley cannot start',
    text: (reason: string) => `${reason} Check the network; if this stays, tell whoever runs this site.`,
    retry: 'Try again',
  },
  newVersion: { text: 'A new version is ready.', reload: 'Reload', later: 'Later' },
};
