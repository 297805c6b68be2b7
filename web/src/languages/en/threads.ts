export const threads = {
  title: 'Threads',
  follow: 'Follow',
  unfollow: 'Unfollow',
  loadingOne: 'Loading the thread',
  loading: 'Loading your threads',
  readAll: 'Mark all as read',
  none: 'You follow no threads',
  hint: 'A thread that you begin, reply in or are mentioned in appears here. You can follow any other from the thread itself.',
  more: 'Show more threads',
  open: 'Open thread',
  deleted: 'This message was deleted.',
};
