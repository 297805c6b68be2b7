import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  cancel: 'إلغاء',
  close: 'إغلاق',
  delete: 'حذف',
  dismiss: 'إخفاء',
  notices: 'إشعارات',
  save: 'حفظ',
  showMore: 'عرض المزيد',
  someone: 'شخص ما',
  tryAgain: 'حاول مرة أخرى',
  wait: 'يُرجى الانتظار',
};
