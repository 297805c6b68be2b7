import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('ar');

export const shell: Catalogue['shell'] = {
  skip: 'انتقل إلى المحتوى',
  account: 'حسابك',
  accountMenu: {
    status: 'تعيين حالة',
    emoji: 'رموز تعبيرية مخصصة',
    settings: 'الملف الشخصي والإعدادات',
    shortcuts: 'اختصارات لوحة المفاتيح',
    signOut: 'تسجيل الخروج',
  },
  pages: { settings: 'الإعدادات', later: 'لاحقًا', threads: 'سلاسل النقاش', invite: 'دعوة' },
  back: 'رجوع',
  sidebar: {
    label: 'الغرف والأشخاص',
    loading: 'جارٍ تحميل غرفك',
    goTo: 'انتقل إلى…',
    draft: '، مسودة',
    favourites: 'المفضلة',
    rooms: 'الغرف',
    noRooms: 'لا توجد غرف بعد.',
    direct: 'الرسائل المباشرة',
    newDirect: 'رسالة مباشرة جديدة',
    noDirect: 'تحدّث مع شخص واحد أو بضعة أشخاص.',
    startDirect: 'ابدأ رسالة',
  },
  browseRooms: 'تصفّح الغرف',
  createRoom: 'أنشئ غرفة',
  welcome: (name) => (name === undefined ? 'مرحبًا' : `مرحبًا، \u2068${name}\u2069`),
  findFirst: 'ابحث عن غرفة للانضمام إليها، أو افتح غرفة خاصة بك.',
  choose: 'اختر غرفة من اليمين، أو ابحث عن غيرها.',
  waitingForNetwork: 'في انتظار الشبكة',
  reconnecting: 'جارٍ إعادة الاتصال…',
  reconnectingLabel: 'جارٍ إعادة الاتصال',
  waiting: (messages) =>
    count(messages, {
      zero: 'لا رسائل في الانتظار',
      one: 'رسالة واحدة في الانتظار',
      two: 'رسالتان في الانتظار',
      few: '# رسائل في الانتظار',
      many: '# رسالة في الانتظار',
      other: '# رسالة في الانتظار',
    }),
  tryNow: 'حاول الآن',
  storesNothing: 'لا يحفظ هذا المتصفح شيئًا: الرسائل المنتظرة لن تبقى بعد إعادة التحميل.',
  readAll: {
    title: 'تعليم كل شيء كمقروء؟',
    note: 'لن تعرض أي غرفة شيئًا جديدًا، على أي من أجهزتك.',
    cancel: 'إلغاء',
    confirm: 'تعليم كمقروء',
  },
  broken: {
    title: 'حدث عطل',
    text: 'ربما ثُبّت إصدار أحدث في هذه الأثناء. ما كتبته محفوظ.',
    reload: 'إعادة التحميل',
  },
  cannotStart: {
    title: 'لا يمكن بدء Parley',
    text: (reason) => `\u2068${reason}\u2069 تحقق من الشبكة؛ وإن استمر ذلك فأخبر من يدير هذا الموقع.`,
    retry: 'حاول مرة أخرى',
  },
  newVersion: { text: 'يتوفر إصدار جديد.', reload: 'إعادة التحميل', later: 'لاحقًا' },
};
