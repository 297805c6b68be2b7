import { plurals } from '../plurals.ts';

const count = plurals('en');

export const panels = {
  createPoll: {
    title: 'Create a poll',
    noQuestion: 'Ask a question.',
    fewAnswers: 'Give at least two answers.',
    sameAnswers: 'Two answers are the same.',
    question: 'Question',
    answers: 'Answers',
    answer: (place: number) => `Answer ${place}`,
    several: 'Several answers may be chosen',
    anonymous: 'Anonymous: nobody sees who chose what, not even you',
    ask: 'Ask',
  },
  poll: {
    /** Behind the number that is shown. */
    votes: (votes: number) => count(votes, { one: 'vote', other: 'votes' }),
    voted: (people: number) => count(people, { one: '# person has voted', other: '# people have voted' }),
    anonymous: 'Anonymous',
    several: 'Several answers',
    closed: 'Closed',
    close: 'Close poll',
  },
  edits: {
    title: 'Edit history',
    loading: 'Loading the history',
    firstSaid: (time: string) => `First said ${time}`,
    edited: (time: string) => `Edited ${time}`,
  },
  forward: {
    title: 'Forward message',
    search: 'Search rooms',
    rooms: 'Rooms',
    comment: 'Add a word (optional)',
    forward: 'Forward',
    done: 'Forwarded.',
  },
  /** What the link in a quote says. */
  goToMessage: 'Go to the message',
  date: { title: 'Jump to date', day: 'Day', jump: 'Jump' },
  members: {
    title: 'Members',
    close: 'Close members',
    add: 'Add people',
    invite: 'Invite by link',
    search: 'Search members',
    loading: 'Loading members',
    none: 'Nobody here is called that.',
    you: '(you)',
    /** Heard behind the handle. */
    presence: { online: ', online', away: ', away', offline: ', offline' },
    roles: { owner: 'Owner', moderator: 'Moderator', guest: 'Guest' },
    muted: 'Muted',
    actions: (name: string) => `Actions for ${name}`,
    message: 'Send a message',
    make: { owner: 'Make owner', moderator: 'Make moderator', member: 'Make member', guest: 'Make guest' },
    report: 'Report',
    mute: { minutes: 'Mute for 10 minutes', hour: 'Mute for an hour', day: 'Mute for a day' },
    unmute: 'Let speak again',
    remove: 'Remove from room',
    removed: (name: string) => `${name} has been removed.`,
    ban: 'Ban from room',
  },
  pins: {
    label: 'Pinned messages',
    title: 'Pinned',
    close: 'Close pinned messages',
    loading: 'Loading pinned messages',
    none: 'Nothing is pinned',
    hint: 'Pin a message from the bar that shows on it, and everybody in the room finds it here.',
    show: 'Show in room',
    unpin: 'Unpin',
  },
  reactions: {
    title: 'Reactions',
    none: 'Nobody has reacted.',
    blocked: 'A blocked person',
    /** How people are called in a list of them. */
    listed: { you: 'you', blocked: 'a blocked person', someone: 'someone' },
    /** Among others, whatever direction each is written in. */
    name: (name: string) => name,
    separator: ', ',
    andOthers: (names: string, others: number) => `${names} ${count(others, { one: 'and # other', other: 'and # others' })}`,
    chip: (emoji: string, people: number, names: string) => `${emoji} ${people}, by ${names}`,
  },
  seen: {
    at: (time: string) => `Seen ${time}`,
    by: 'Seen by',
    /** Behind `+3`. */
    more: 'more',
    none: 'Nobody has, as far as they let others know.',
  },
  thread: {
    label: 'Thread',
    messages: 'Thread messages',
    close: 'Close thread',
    older: 'Show older replies',
    replies: (replies: number) => count(replies, { one: '# reply', other: '# replies' }),
  },
};
