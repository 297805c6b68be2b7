import type { Catalogue } from '../language.ts';

export const threads: Catalogue['threads'] = {
  title: 'Threads',
  follow: 'Folgen',
  unfollow: 'Nicht mehr folgen',
  loadingOne: 'Der Thread wird geladen',
  loading: 'Deine Threads werden geladen',
  readAll: 'Alle als gelesen markieren',
  none: 'Du folgst keinen Threads',
  hint: 'Ein Thread, den du beginnst, in dem du antwortest oder erwähnt wirst, erscheint hier. Jedem anderen kannst du im Thread selbst folgen.',
  more: 'Mehr Threads anzeigen',
  open: 'Thread öffnen',
  deleted: 'Diese Nachricht wurde gelöscht.',
};
