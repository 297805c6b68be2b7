import type { Catalogue } from '../language.ts';

export const threads: Catalogue['threads'] = {
  title: 'スレッド',
  follow: 'フォロー',
  unfollow: 'フォローを解除',
  loadingOne: 'スレッドを読み込んでいます',
  loading: 'スレッドの一覧を読み込んでいます',
  readAll: 'すべて既読にする',
  none: 'フォロー中のスレッドはありません',
  hint: '自分が始めた、返信した、またはメンションされたスレッドがここに表示されます。ほかのスレッドは、そのスレッドを開いてフォローできます。',
  more: 'スレッドをさらに表示',
  open: 'スレッドを開く',
  deleted: 'このメッセージは削除されました。',
};
