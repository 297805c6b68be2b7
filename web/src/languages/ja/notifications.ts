import type { Catalogue } from '../language.ts';

export const notifications: Catalogue['notifications'] = {
  from: (name, room) => `${name}（${room}）`,
  message: '新しいメッセージ',
  mention: 'あなたへのメンションがあります',
};
