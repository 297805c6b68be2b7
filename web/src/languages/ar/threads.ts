import type { Catalogue } from '../language.ts';

export const threads: Catalogue['threads'] = {
  title: 'سلاسل النقاش',
  follow: 'متابعة',
  unfollow: 'إلغاء المتابعة',
  loadingOne: 'جارٍ تحميل سلسلة النقاش',
  loading: 'جارٍ تحميل سلاسل النقاش',
  readAll: 'تعليم الكل كمقروء',
  none: 'لا تتابع أي سلسلة نقاش',
  hint: 'تظهر هنا سلاسل النقاش التي تبدؤها أو ترد فيها أو يُشار إليك فيها. ويمكنك متابعة أي سلسلة أخرى من داخلها.',
  more: 'عرض المزيد من سلاسل النقاش',
  open: 'فتح سلسلة النقاش',
  deleted: 'حُذفت هذه الرسالة.',
};
