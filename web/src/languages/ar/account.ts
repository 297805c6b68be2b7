import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('ar');

export const account: Catalogue['account'] = {
  slogan: 'كل رسالة تصل. مرة واحدة، وبالترتيب.',
  signIn: 'تسجيل الدخول',
  welcomeBack: 'سعداء بعودتك.',
  newHere: 'أول مرة هنا؟',
  createOne: 'إنشاء حساب',
  forgot: 'نسيت كلمة المرور؟',
  backToSignIn: 'العودة إلى تسجيل الدخول',
  name: 'الاسم',
  email: 'البريد الإلكتروني',
  password: 'كلمة المرور',
  newPassword: 'كلمة المرور الجديدة',
  code: 'الرمز',
  signUp: {
    title: 'إنشاء حسابك',
    lead: 'سنرسل رمزًا إلى بريدك للتأكد من أنه لك.',
    have: 'لديك حساب؟',
    nameHint: 'ما يراه الآخرون بجانب رسائلك',
    submit: 'إنشاء الحساب',
  },
  confirm: {
    title: 'تحقق من بريدك',
    lead: (email) => ['أدخل الرمز الذي أرسلناه إلى ', email, '.'],
    other: 'استخدام عنوان آخر',
    submit: 'تأكيد',
  },
  resend: {
    done: 'رمز آخر في الطريق إليك.',
    wait: (seconds) =>
      count(seconds, {
        zero: 'رمز آخر الآن',
        one: 'رمز آخر بعد ثانية واحدة',
        two: 'رمز آخر بعد ثانيتين',
        few: 'رمز آخر بعد # ثوانٍ',
        many: 'رمز آخر بعد # ثانية',
        other: 'رمز آخر بعد # ثانية',
      }),
    again: 'إرسال رمز آخر',
  },
  reset: {
    title: 'إعادة تعيين كلمة المرور',
    lead: 'سنرسل إليك رمزًا تختار به كلمة مرور أخرى.',
    submit: 'إرسال الرمز',
  },
  choose: {
    title: 'اختيار كلمة مرور جديدة',
    lead: (email) => ['إذا كان لدى ', email, ' حساب، فقد أُرسل إليه رمز.'],
    submit: 'تعيين كلمة المرور وتسجيل الدخول',
  },
  secondFactor: {
    title: 'أدخل الرمز',
    lead: 'افتح تطبيق المصادقة وأدخل الرمز الذي يعرضه لـ Parley.',
  },
  rules: {
    label: 'تحتاج كلمة المرور إلى',
    length: '10 محارف',
    lower: 'حرف لاتيني صغير',
    upper: 'حرف لاتيني كبير',
    digit: 'رقم',
    symbol: 'رمز خاص',
    met: ' (مستوفى)',
    missing: ' (ناقص)',
  },
  invalid: {
    email: 'أدخل عنوان بريد إلكتروني، مثل \u2068name@example.org\u2069.',
    code: 'أدخل الأرقام الستة الواردة في البريد.',
    appCode: 'أدخل الأرقام الستة التي يعرضها التطبيق.',
    password: 'ينقص كلمة المرور هذه شيء من القائمة أدناه.',
    noName: 'أدخل اسمك.',
    noPassword: 'أدخل كلمة المرور.',
    noPresentPassword: 'أدخل كلمة المرور الحالية.',
  },
};
