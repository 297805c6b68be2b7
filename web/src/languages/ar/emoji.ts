import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('ar');

export const emoji: Catalogue['emoji'] = {
  addReaction: 'إضافة تفاعل',
  search: 'البحث في الرموز التعبيرية',
  added: 'مخصصة',
  found: 'النتائج',
  none: 'لا رمز تعبيريًا بهذا الاسم.',
  groups: {
    faces: 'وجوه',
    people: 'أيدٍ وأشخاص',
    signs: 'قلوب وعلامات',
    nature: 'طبيعة وطعام',
    things: 'أشياء',
  },
  custom: 'رموز تعبيرية مخصصة',
  empty: {
    title: 'لا رموز تعبيرية مخصصة بعد',
    text: 'يمكن للجميع هنا استخدام ما يُضاف، في الرسائل وفي التفاعلات.',
  },
  full: (most) =>
    count(most, {
      zero: 'لا متسع لرموز تعبيرية مخصصة.',
      one: 'يوجد رمز تعبيري مخصص واحد، ولا متسع للمزيد.',
      two: 'يوجد رمزان تعبيريان مخصصان، ولا متسع للمزيد.',
      few: 'توجد # رموز تعبيرية مخصصة، ولا متسع للمزيد.',
      many: 'يوجد # رمزًا تعبيريًا مخصصًا، ولا متسع للمزيد.',
      other: 'يوجد # رمز تعبيري مخصص، ولا متسع للمزيد.',
    }),
  choose: 'اختيار صورة',
  chooseAnother: 'اختيار صورة أخرى',
  picture: 'صورة…',
  chosen: 'ما اخترته',
  name: 'الاسم',
  example: 'party_parrot',
  add: 'إضافة',
  done: (name) => `أُضيف \u2068:${name}:\u2069.`,
  removed: (name) => `أُزيل \u2068:${name}:\u2069.`,
  addedByYou: 'من إضافتك',
  addedBy: (author) => `أضافه \u2068${author}\u2069`,
  remove: 'إزالة',
  removeOne: (name) => `إزالة \u2068:${name}:\u2069`,
  invalidName: 'من 2 إلى 32 من الحروف اللاتينية الصغيرة والأرقام والشرطات السفلية.',
  noPicture: 'اختر صورة.',
  noName: 'أعطه اسمًا.',
  unreadable: 'هذا الملف ليس صورة يمكن قراءتها.',
  largeGif: (kilobytes, pixels) => `الحد الأقصى لصورة GIF هو ${kilobytes} كيلوبايت و${pixels} في ${pixels} بكسل.`,
  tooMuch: 'في هذه الصورة تفاصيل أكثر مما يتسع له رمز تعبيري.',
};
