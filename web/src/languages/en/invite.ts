export const invite = {
  publicRoom: 'Public room',
  privateRoom: 'Private room',
  /** What stands before and after whoever invites. */
  by: { before: 'Invited by ', after: '' },
  loading: 'Loading the invitation',
  failed: 'The invitation did not load',
  over: 'This invitation is over',
  overText: 'It has run out, was used up, or was taken back. Ask for another one.',
  invited: 'You have been invited',
  lead: 'Create an account or sign in, and you are in the room.',
  waysIn: 'Ways in',
  signUp: 'Create an account',
  signIn: 'Sign in',
  join: 'Join room',
  back: 'Back to rooms',
  toRooms: 'Go to my rooms',
  toParley: 'Go to Parley',
};
