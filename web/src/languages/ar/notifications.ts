import type { Catalogue } from '../language.ts';

export const notifications: Catalogue['notifications'] = {
  from: (name, room) => `\u2068${name}\u2069 في \u2068${room}\u2069`,
  message: 'رسالة جديدة',
  mention: 'أُشير إليك',
};
