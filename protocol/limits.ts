/** The numbers of the protocol. Both sides take them from here and nowhere else. */
export const limits = {
  /** Largest frame a client may send and the server ever sends, bytes of UTF-8. API Gateway's own frame limit is 32 KB. */
  frameBytes: 30 * 1024,
  /** Length of a message, code points, after trimming. */
  textChars: 10_000,
  /** Length of a room's name, code points, after trimming. */
  roomNameChars: 80,
  /** Length of a room's topic, code points, after trimming. */
  topicChars: 250,
  /** Longest that slow mode lets members wait between two messages, seconds: six hours. */
  slowModeSeconds: 6 * 60 * 60,
  /** Colours of a room's avatar. */
  avatarHues: 8,
  /** Longest that a member is muted at a time, minutes: four weeks. */
  muteMinutes: 28 * 24 * 60,
  /** Most people whom one invitation lets in, where it is limited. */
  inviteUses: 1_000,
  /** How long an invitation is good unless it says otherwise, milliseconds. */
  inviteMs: 7 * 24 * 60 * 60_000,
  /** How long one may come back into a room that one has left, in one's old place, milliseconds. */
  returnMs: 2 * 60_000,
  /** Length of the name of a section in one's list of rooms, code points, after trimming. */
  sectionChars: 40,
  /** Length of a person's display name, code points, after trimming. */
  displayNameChars: 64,
  /** Length of a handle: lower-case letters, digits, `.`, `_` and `-`. */
  handleChars: 32,
  /** Length of what a person tells about themselves, code points, after trimming. */
  bioChars: 500,
  /** Most people whose presence is asked for at once. */
  presences: 100,
  /** Length of pronouns, code points, after trimming. */
  pronounsChars: 40,
  /** Length of a status, code points, after trimming. */
  statusChars: 100,
  /** The longest that a status may be set to stand, milliseconds: 366 days. */
  statusMs: 366 * 86_400_000,
  /** Most people of one direct-message room, the caller included. */
  directPeople: 9,
  /** Most people of a room in which one sees how far each has read: as many as can be named below a message. */
  receiptPeople: 20,
  /** Most people whom one person blocks. */
  blocks: 200,
  /** Length of what one adds to a report, code points, after trimming. */
  reportNoteChars: 500,
  /** Reports of the same that are kept: they stand for that many or more. */
  reportsNamed: 10,
  /** Most reports of one person in `reportMs`. */
  reports: 100,
  /** How long a report counts, and how long a case that was closed is remembered, milliseconds: 30 days. */
  reportMs: 30 * 86_400_000,
  /** Most people mentioned by id in one message. */
  mentions: 50,
  /** Most attachments of one message. */
  attachments: 10,
  /** Most drafts, saved messages and scheduled messages of one person. */
  drafts: 100,
  saved: 200,
  scheduled: 100,
  /** Links of one message that are previewed, and the length of one, characters. */
  previews: 3,
  previewUrlChars: 2_000,
  /** Lengths of what a preview says, code points. */
  previewTitleChars: 150,
  previewDescriptionChars: 300,
  previewSiteChars: 60,
  /** Answers that a poll has at least, and at most. */
  pollOptionsLeast: 2,
  pollOptions: 10,
  /** Length of an answer of a poll, code points, after trimming. */
  pollOptionChars: 100,
  /** Custom emoji of a deployment. */
  customEmoji: 200,
  /** Size of a custom emoji's picture, bytes; in base64 it fits into one request. */
  emojiBytes: 20 * 1024,
  /** Width and height of a custom emoji's picture at most, pixels. */
  emojiPixels: 256,
  /** Most pictures of emoji asked for at once (H71). */
  emojiImages: 20,
  /** Length of a search or browse query, code points. */
  queryChars: 100,
  /** Largest page of a list of rooms or people; also the default. */
  listPage: 100,
  /** Largest page of messages (H10). */
  messagesPage: 100,
  /** Page of messages when the client names none. */
  messagesPageDefault: 50,
  /** Replies that a message names: the newest (C21). */
  repliesNamed: 100,
  /** Threads that a person follows: those that they last followed, were mentioned in, or read (H33). */
  followedThreads: 200,
  /** Largest page of events (H11). */
  eventsPage: 200,
  /** A client that lacks more events of a room than this starts anew from the session's count instead of fetching them (H1). */
  catchUpEvents: 1_000,
  /** Most rooms of one catch-up (H11), and of those that a client says it knows (H1). */
  catchUpRooms: 100,
  /** How long a ticket lives, milliseconds. */
  ticketMs: 30_000,
  /** Sustained rate of a connection in a room, frames a second (R6). */
  framesPerSecond: 10,
  /** Frames a connection may send at once before the sustained rate applies (R6). */
  frameBurst: 20,
  /** A gap in a room's log whose successor is older than this is void, milliseconds. */
  voidAfterMs: 15 * 60_000,
  /** How often a client pings, milliseconds. API Gateway closes a socket that idles for 10 minutes. */
  pingMs: 9 * 60_000,
  /** Age at which a client replaces its socket, milliseconds. API Gateway closes it at 2 hours. */
  socketLifeMs: 110 * 60_000,
  /** Sockets that open in a second, all clients together: API Gateway's default quota of an account and Region. */
  connectsPerSecond: 500,
  /** Most times that one C40 frame tells. */
  timings: 50,
  /** The longest time that C40 tells, milliseconds; what took longer counts as this. */
  timingMs: 60_000,
  /** How long a client gathers before it tells (C40), milliseconds. */
  timingsEveryMs: 5 * 60_000,
  /** How long a typing sign stands without another one, milliseconds. */
  typingMs: 6_000,
} as const;
