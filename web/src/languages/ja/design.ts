import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  cancel: 'キャンセル',
  close: '閉じる',
  delete: '削除',
  dismiss: '消す',
  language: {
    label: '言語',
    system: 'ブラウザに合わせる',
    unreachable: 'この言語は今は読み込めません。次にParleyを開いたときに使われます。',
  },
  notCopied: 'ブラウザがコピーを許可していません。文字を選択してコピーしてください。',
  notices: 'お知らせ',
  save: '保存',
  showMore: 'さらに表示',
  showPassword: 'パスワードを表示',
  someone: 'だれか',
  tryAgain: 'もう一度試す',
  wait: 'お待ちください',
};
