import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('ar');

export const reports: Catalogue['reports'] = {
  title: 'البلاغات',
  reasons: {
    spam: 'رسائل مزعجة أو إعلانات',
    harassment: 'مضايقة',
    hate: 'كراهية',
    violence: 'تهديد أو عنف',
    other: 'شيء آخر',
  },
  report: {
    message: 'الإبلاغ عن رسالة',
    person: (name) => `الإبلاغ عن \u2068${name}\u2069`,
    reason: 'ما المشكلة؟',
    note: 'ماذا ينبغي أن يعرف المشرفون؟ (اختياري)',
    hint: (name) => `يرى مالكو هذه الغرفة ومشرفوها بلاغك واسمك، ولا يظهر ذلك عند \u2068${name}\u2069.`,
    submit: 'إبلاغ',
    done: 'أُرسل البلاغ، وسينظر فيه مشرفو هذه الغرفة.',
  },
  notice: { text: (room) => `ورد بلاغ في \u2068${room}\u2069.`, show: 'عرض' },
  button: (waiting) => `البلاغات، ${waiting}`,
  loading: 'جارٍ تحميل البلاغات',
  none: 'لا توجد بلاغات',
  hint: 'يصل إلى هنا ما يبلغ عنه الأعضاء، بنصه كما كان حينها.',
  when: (day, time) => `${day}، ${time}`,
  person: 'بلاغ عن شخص',
  message: 'رسالة',
  reports: (reports) => count(reports, { zero: 'بلاغ', one: 'بلاغ', two: 'بلاغان', few: 'بلاغات', many: 'بلاغًا', other: 'بلاغ' }),
  deletedSince: 'حُذفت هذه الرسالة بعد ذلك.',
  editedSince: 'عُدّلت هذه الرسالة بعد ذلك.',
  whoReported: (name) => `من أبلغ عن \u2068${name}\u2069`,
  closedBefore: (name, when) => `سبق إغلاقه من قِبل \u2068${name ?? 'أحد المشرفين'}\u2069، ${when}.`,
  done: 'تم',
  dismiss: 'تجاهل',
  closed: 'أُغلق البلاغ.',
  delete: 'حذف الرسالة',
  deleted: 'حُذفت الرسالة.',
  about: (name) => `عن \u2068${name}\u2069`,
  more: (name) => `المزيد عن \u2068${name}\u2069`,
  show: 'عرض في الغرفة',
  mute: { hour: 'كتم لمدة ساعة', day: 'كتم لمدة يوم' },
  muted: (name) => `كُتم \u2068${name}\u2069.`,
  ban: 'حظر من الغرفة',
  banned: (name) => `حُظر \u2068${name}\u2069.`,
};
