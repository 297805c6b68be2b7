import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  close: '閉じる',
  dismiss: '消す',
  notices: 'お知らせ',
  wait: 'お待ちください',
};
