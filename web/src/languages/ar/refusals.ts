import type { Catalogue } from '../language.ts';

const tooMany = 'محاولات كثيرة جدًا. انتظر بضع دقائق ثم حاول مرة أخرى.';
const wrong = 'عنوان البريد أو كلمة المرور غير صحيح.';

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
  AlreadyConfirmed: 'عنوان البريد هذا مؤكَّد بالفعل. سجّل الدخول.',
  AppCodeMismatch: 'هذا ليس الرمز الذي يعرضه التطبيق الآن. انتظر الرمز التالي وحاول مرة أخرى.',
  AppCodeUsed: 'استُخدم هذا الرمز من قبل. انتظر الرمز التالي.',
  CodeDeliveryFailureException: 'تعذّر إرسال البريد الذي يحمل الرمز. تحقق من العنوان.',
  CodeMismatchException: 'هذا ليس الرمز الذي أرسلناه. راجع أحدث رسالة بريد أو اطلب رمزًا آخر.',
  EnableSoftwareTokenMFAException: 'هذا الرمز لا يخص المفتاح. انتظر الرمز التالي وتحقق من ساعة هاتفك.',
  ExpiredCodeException: 'انتهت صلاحية هذا الرمز. اطلب رمزًا آخر.',
  InvalidParameterException: 'تعذّر قبول هذا. راجع ما أدخلته.',
  InvalidPasswordException: 'كلمة المرور هذه بسيطة جدًا.',
  LimitExceededException: tooMany,
  NetworkError: 'لا يمكن الوصول إلى خدمة تسجيل الدخول. تحقق من الشبكة وحاول مرة أخرى.',
  NotAuthorizedException: 'انتهت جلستك. سجّل الدخول مرة أخرى.',
  PasswordResetRequiredException: 'يجب إعادة تعيين كلمة المرور هذه. اختر «نسيت كلمة المرور».',
  QuestionOver: 'استغرق هذا وقتًا طويلًا، أو كانت رموز كثيرة غير صحيحة. سجّل الدخول مرة أخرى.',
  TooManyFailedAttemptsException: tooMany,
  TooManyRequestsException: tooMany,
  UserNotConfirmedException: 'لم يُؤكَّد عنوان البريد هذا بعد. أدخل الرمز الذي أرسلناه.',
  UserNotFoundException: wrong,
  UsernameExistsException: 'يوجد حساب بهذا البريد بالفعل. سجّل الدخول أو أعد تعيين كلمة المرور.',
  WrongPassword: 'كلمة المرور الحالية غير صحيحة.',
  WrongSignIn: wrong,
};
