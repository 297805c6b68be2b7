import { plurals } from '../plurals.ts';

const count = plurals('en');

export const reports = {
  title: 'Reports',
  reasons: {
    spam: 'Spam or advertising',
    harassment: 'Harassment',
    hate: 'Hate',
    violence: 'Threats or violence',
    other: 'Something else',
  },
  report: {
    message: 'Report message',
    person: (name: string) => `Report ${name}`,
    reason: 'What is wrong?',
    note: 'What should the moderators know? (optional)',
    hint: (name: string) => `The owners and moderators of this room see your report, and your name. ${name} does not.`,
    submit: 'Report',
    done: 'Reported. The moderators of this room will look at it.',
  },
  notice: { text: (room: string) => `Something was reported in ${room}.`, show: 'Show' },
  /** `waiting`: a number, or such as `20+`. */
  button: (waiting: string) => `Reports, ${waiting}`,
  loading: 'Loading reports',
  none: 'Nothing is reported',
  hint: 'What members report comes here, with the words as they were then.',
  when: (day: string, time: string) => `${day} at ${time}`,
  /** The same within a sentence. */
  whenWithin: (day: string, time: string) => `${day} at ${time}`.toLocaleLowerCase('en'),
  person: 'Reported as a person',
  message: 'A message',
  /** Heard behind how many. */
  reports: (reports: number) => count(reports, { one: 'report', other: 'reports' }),
  deletedSince: 'This message was deleted since.',
  editedSince: 'This message was edited since.',
  whoReported: (name: string) => `Who reported ${name}`,
  closedBefore: (name: string | undefined, when: string) => `Closed once before, by ${name ?? 'a moderator'}, ${when}.`,
  done: 'Done',
  dismiss: 'Dismiss',
  closed: 'Closed.',
  delete: 'Delete message',
  deleted: 'Message deleted.',
  about: (name: string) => `About ${name}`,
  more: (name: string) => `More about ${name}`,
  show: 'Show in room',
  mute: { hour: 'Mute for an hour', day: 'Mute for a day' },
  muted: (name: string) => `${name} is muted.`,
  ban: 'Ban from room',
  banned: (name: string) => `${name} is banned.`,
};
