import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('ja');

export const shell: Catalogue['shell'] = {
  skip: '本文へ移動',
  account: 'アカウント',
  accountMenu: {
    status: 'ステータスを設定',
    emoji: 'カスタム絵文字',
    settings: 'プロフィールと設定',
    shortcuts: 'キーボードショートカット',
    signOut: 'サインアウト',
  },
  pages: { settings: '設定', later: 'あとで', threads: 'スレッド', invite: '招待' },
  back: '戻る',
  sidebar: {
    label: 'ルームとメンバー',
    loading: 'ルームを読み込んでいます',
    goTo: '移動先…',
    draft: '、下書きあり',
    favourites: 'お気に入り',
    rooms: 'ルーム',
    noRooms: 'ルームはまだありません。',
    direct: 'ダイレクトメッセージ',
    newDirect: '新しいダイレクトメッセージ',
    noDirect: '一人または数人と話しましょう。',
    startDirect: 'メッセージを始める',
  },
  browseRooms: 'ルームを探す',
  createRoom: 'ルームを作成',
  welcome: (name) => (name === undefined ? 'ようこそ' : `ようこそ、${name}さん`),
  findFirst: '参加するルームを探すか、自分のルームを開きましょう。',
  choose: '左からルームを選ぶか、別のルームを探しましょう。',
  waitingForNetwork: 'ネットワークを待っています',
  reconnecting: '再接続しています…',
  reconnectingLabel: '再接続中',
  waiting: (messages) => count(messages, { other: '#件のメッセージが送信待ち' }),
  tryNow: '今すぐ試す',
  storesNothing: 'このブラウザには何も保存されません。送信待ちのメッセージは再読み込みすると失われます。',
  readAll: {
    title: 'すべて既読にしますか？',
    note: 'すべてのデバイスで、どのルームにも新着が表示されなくなります。',
    cancel: 'キャンセル',
    confirm: '既読にする',
  },
  broken: {
    title: '問題が発生しました',
    text: 'その間に新しいバージョンがインストールされた可能性があります。書いた内容は保存されています。',
    reload: '再読み込み',
  },
  cannotStart: {
    title: 'Parleyを開始できません',
    text: (reason) => `${reason} ネットワークを確認してください。解決しない場合は、このサイトの運営者にお知らせください。`,
    retry: 'もう一度試す',
  },
  newVersion: { text: '新しいバージョンがあります。', reload: '再読み込み', later: 'あとで' },
};
