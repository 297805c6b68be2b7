import type { Catalogue } from '../language.ts';

export const notifications: Catalogue['notifications'] = {
  from: (name, room) => `${name} in ${room}`,
  message: 'Neue Nachricht',
  mention: 'Du wurdest erwähnt',
};
