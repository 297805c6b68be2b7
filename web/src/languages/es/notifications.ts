import type { Catalogue } from '../language.ts';

export const notifications: Catalogue['notifications'] = {
  from: (name, room) => `${name} en ${room}`,
  message: 'Mensaje nuevo',
  mention: 'Te han mencionado',
};
