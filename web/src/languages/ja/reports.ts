import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('ja');

export const reports: Catalogue['reports'] = {
  title: '報告',
  reasons: {
    spam: 'スパムや広告',
    harassment: '嫌がらせ',
    hate: 'ヘイト',
    violence: '脅迫や暴力',
    other: 'その他',
  },
  report: {
    message: 'メッセージを報告',
    person: (name) => `${name}さんを報告`,
    reason: '何が問題ですか？',
    note: 'モデレーターに伝えたいこと（任意）',
    hint: (name) => `このルームのオーナーとモデレーターには、報告の内容とあなたの名前が表示されます。${name}さんには表示されません。`,
    submit: '報告する',
    done: '報告しました。このルームのモデレーターが確認します。',
  },
  notice: { text: (room) => `${room}で報告がありました。`, show: '表示' },
  button: (waiting) => `報告、${waiting}件`,
  loading: '報告を読み込んでいます',
  none: '報告はありません',
  hint: 'メンバーからの報告が、当時の文面のままここに届きます。',
  when: (day, time) => `${day} ${time}`,
  person: '人への報告',
  message: 'メッセージ',
  reports: (reports) => count(reports, { other: '件の報告' }),
  deletedSince: 'このメッセージはその後削除されました。',
  editedSince: 'このメッセージはその後編集されました。',
  whoReported: (name) => `${name}さんを報告した人`,
  closedBefore: (name, when) => `以前に${name === undefined ? 'モデレーター' : `${name}さん`}が対応済みにしました（${when}）。`,
  done: '完了',
  dismiss: '却下',
  closed: '対応済みにしました。',
  delete: 'メッセージを削除',
  deleted: 'メッセージを削除しました。',
  about: (name) => `${name}さんについて`,
  more: (name) => `${name}さんへのその他の操作`,
  show: 'ルームで表示',
  mute: { hour: '1時間発言を停止', day: '1日発言を停止' },
  muted: (name) => `${name}さんの発言を停止しました。`,
  ban: 'ルームから追放',
  banned: (name) => `${name}さんを追放しました。`,
};
