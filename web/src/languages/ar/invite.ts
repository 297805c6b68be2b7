import type { Catalogue } from '../language.ts';

export const invite: Catalogue['invite'] = {
  publicRoom: 'غرفة عامة',
  privateRoom: 'غرفة خاصة',
  by: { before: 'دعوة من ', after: '' },
  loading: 'جارٍ تحميل الدعوة',
  failed: 'لم تُحمَّل الدعوة',
  over: 'انتهت هذه الدعوة',
  overText: 'انتهت مدتها أو استُنفدت أو سُحبت. اطلب دعوة أخرى.',
  invited: 'وصلتك دعوة',
  lead: 'أنشئ حسابًا أو سجّل الدخول لتصبح في الغرفة.',
  waysIn: 'طرق الدخول',
  signUp: 'إنشاء حساب',
  signIn: 'تسجيل الدخول',
  join: 'الانضمام إلى الغرفة',
  back: 'العودة إلى الغرف',
  toRooms: 'الانتقال إلى غرفي',
  toParley: 'الانتقال إلى Parley',
};
