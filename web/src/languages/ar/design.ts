import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  cancel: 'إلغاء',
  close: 'إغلاق',
  delete: 'حذف',
  dismiss: 'إخفاء',
  notices: 'إشعارات',
  save: 'حفظ',
  tryAgain: 'حاول مرة أخرى',
  wait: 'يُرجى الانتظار',
};
