import type { Catalogue } from '../language.ts';

const tooMany = '試行回数が多すぎます。数分待ってからもう一度お試しください。';
const wrong = 'メールアドレスまたはパスワードが違います。';

export const refusals: Required<Catalogue['refusals']> = {
  unknown: '問題が発生しました。もう一度お試しください。',
  bad_request: '受け付けられませんでした。入力内容を確認してください。',
  unauthorized: 'サインアウトされました。',
  forbidden: 'ここではその操作は許可されていません。',
  not_found: '存在しないか、すでに削除されています。',
  conflict: '他の人が先に変更したか、すでに存在します。',
  too_large: '大きすぎます。',
  rate_limited: '操作が速すぎます。少しお待ちください。',
  unavailable: 'Parleyに接続できません。しばらくしてからもう一度お試しください。',
  internal: 'Parleyで問題が発生しました。しばらくしてからもう一度お試しください。',
  AlreadyConfirmed: 'このメールアドレスはすでに確認されています。サインインしてください。',
  AppCodeMismatch: 'アプリに今表示されているコードではありません。次のコードを待ってもう一度お試しください。',
  AppCodeUsed: 'このコードはすでに使われています。次のコードをお待ちください。',
  CodeDeliveryFailureException: 'コードのメールを送信できませんでした。アドレスを確認してください。',
  CodeMismatchException: 'お送りしたコードではありません。最新のメールを確認するか、コードを再送信してください。',
  EnableSoftwareTokenMFAException: 'このキーのコードではありません。次のコードを待ち、携帯電話の時計を確認してください。',
  ExpiredCodeException: 'コードの有効期限が切れました。コードを再送信してください。',
  InvalidParameterException: '受け付けられませんでした。入力内容を確認してください。',
  InvalidPasswordException: 'パスワードが簡単すぎます。',
  LimitExceededException: tooMany,
  NetworkError: 'サインインサービスに接続できません。ネットワークを確認してもう一度お試しください。',
  NotAuthorizedException: 'サインインが無効になりました。もう一度サインインしてください。',
  PasswordResetRequiredException: 'パスワードの再設定が必要です。「パスワードをお忘れですか」を選んでください。',
  QuestionOver: '時間がかかりすぎたか、間違ったコードが多すぎました。もう一度サインインしてください。',
  TooManyFailedAttemptsException: tooMany,
  TooManyRequestsException: tooMany,
  UserNotConfirmedException: 'メールアドレスがまだ確認されていません。お送りしたコードを入力してください。',
  UserNotFoundException: wrong,
  UsernameExistsException: 'このメールアドレスのアカウントはすでにあります。サインインするか、パスワードを再設定してください。',
  WrongPassword: '現在のパスワードが違います。',
  WrongSignIn: wrong,
};
