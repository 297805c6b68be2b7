import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  close: 'إغلاق',
  dismiss: 'إخفاء',
  notices: 'إشعارات',
  wait: 'يُرجى الانتظار',
};
