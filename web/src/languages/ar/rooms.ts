import type { Catalogue } from '../language.ts';

export const rooms: Catalogue['rooms'] = {
  comma: '، ',
  direct: 'رسالة مباشرة',
};
