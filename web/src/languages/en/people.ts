export const people = {
  about: (name: string) => `About ${name}`,
  blocked: (name: string) => `You have blocked ${name}.`,
  unblocked: (name: string) => `${name} is not blocked any more.`,
  block: 'Block',
  unblock: 'Unblock',
  /** In place of what a blocked person has said. */
  unheard: 'Message of a blocked person',
  show: 'Show',
  /** In place of a name. */
  deletedName: 'Deleted account',
  deleted: 'This account was deleted.',
  presence: { online: 'Online', away: 'Away', offline: 'Offline' },
  /** Heard before somebody's name. */
  beforeName: { online: 'online, ', away: 'away, ' },
  /** Heard after somebody's name. */
  status: (text: string) => `, status: ${text}`,
  until: (time: string) => `until ${time}`,
  localTime: (time: string) => `${time} local time`,
  editProfile: 'Edit profile',
  sendMessage: 'Send a message',
  setStatus: {
    emoji: 'Emoji',
    oneEmoji: 'One emoji.',
    text: 'What are you up to?',
    example: 'On holiday',
    clearAfter: 'Clear after',
    spans: {
      cleared: 'Until I clear it',
      halfHour: '30 minutes',
      hour: '1 hour',
      fourHours: '4 hours',
      today: 'The end of today',
      week: 'A week',
    },
    clear: 'Clear',
    save: 'Save status',
  },
};
