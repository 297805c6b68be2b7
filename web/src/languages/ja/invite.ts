import type { Catalogue } from '../language.ts';

export const invite: Catalogue['invite'] = {
  publicRoom: '公開ルーム',
  privateRoom: '非公開ルーム',
  by: { before: '', after: 'さんからの招待' },
  loading: '招待を読み込んでいます',
  failed: '招待を読み込めませんでした',
  over: 'この招待は無効です',
  overText: '期限切れ、使用済み、または取り消されています。新しい招待を頼んでください。',
  invited: '招待が届いています',
  lead: 'アカウントを作成するかサインインすると、ルームに参加できます。',
  waysIn: '参加方法',
  signUp: 'アカウントを作成',
  signIn: 'サインイン',
  join: 'ルームに参加',
  back: 'ルーム一覧に戻る',
  toRooms: '自分のルームへ',
  toParley: 'Parleyへ',
};
