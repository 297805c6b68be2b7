import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  cancel: 'إلغاء',
  close: 'إغلاق',
  delete: 'حذف',
  dismiss: 'إخفاء',
  language: {
    label: 'اللغة',
    system: 'كما في المتصفح',
    unreachable: 'يتعذر تحميل هذه اللغة الآن. ستُستخدم عند فتح Parley في المرة القادمة.',
  },
  notCopied: 'لا يسمح المتصفح بالنسخ. حدّد النص وانسخه بنفسك.',
  notices: 'إشعارات',
  save: 'حفظ',
  showMore: 'عرض المزيد',
  showPassword: 'إظهار كلمة المرور',
  someone: 'شخص ما',
  tryAgain: 'حاول مرة أخرى',
  wait: 'يُرجى الانتظار',
};
