import type { Catalogue } from '../language.ts';

const tooMany = 'محاولات كثيرة جدًا. انتظر بضع دقائق ثم حاول مرة أخرى.';

export const refusals: Required<Catalogue['refusals']> = {
  unknown: 'حدث خطأ ما. حاول مرة أخرى.',
  bad_request: 'تعذّر قبول هذا. راجع ما أدخلته.',
  unauthorized: 'انتهت جلستك.',
  forbidden: 'لا يُسمح لك بهذا هنا.',
  not_found: 'هذا غير موجود، أو لم يعد موجودًا.',
  conflict: 'سبقك أحدهم، أو أن هذا موجود بالفعل.',
  too_large: 'هذا كبير جدًا.',
  rate_limited: 'مهلًا، هذا سريع بعض الشيء. انتظر لحظة.',
  unavailable: 'لا يمكن الوصول إلى Parley الآن. حاول مرة أخرى بعد قليل.',
  internal: 'حدث خطأ في Parley. حاول مرة أخرى بعد قليل.',
  CodeDeliveryFailureException: 'تعذّر إرسال البريد الذي يحمل الرمز. تحقق من العنوان.',
  CodeMismatchException: 'هذا الرمز غير صحيح. استخدم أحدث رمز.',
  EnableSoftwareTokenMFAException: 'هذا الرمز لا يخص المفتاح. انتظر الرمز التالي وتحقق من ساعة هاتفك.',
  ExpiredCodeException: 'انتهت صلاحية هذا الرمز. استخدم الرمز التالي.',
  InvalidPasswordException: 'كلمة المرور هذه بسيطة جدًا.',
  LimitExceededException: tooMany,
  NetworkError: 'لا يمكن الوصول إلى خدمة تسجيل الدخول. تحقق من الشبكة وحاول مرة أخرى.',
  NotAuthorizedException: 'عنوان البريد أو كلمة المرور أو الجلسة لم تعد صالحة.',
  PasswordResetRequiredException: 'يجب إعادة تعيين كلمة المرور هذه. اختر «نسيت كلمة المرور».',
  TooManyFailedAttemptsException: tooMany,
  TooManyRequestsException: tooMany,
  UserNotConfirmedException: 'لم يُؤكَّد عنوان البريد هذا بعد. أدخل الرمز الذي أرسلناه.',
  UserNotFoundException: 'عنوان البريد أو كلمة المرور غير صحيح.',
  UsernameExistsException: 'يوجد حساب بهذا البريد بالفعل. سجّل الدخول أو أعد تعيين كلمة المرور.',
};
