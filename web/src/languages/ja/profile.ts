import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('ja');

const signingOut = '下書きと、オフラインで読むためにこのブラウザに保存した内容は削除されます。';
const kept = '最近開いたルーム、下書き、送信待ちの内容は、サインアウトするまでここに保存されます。';

export const profile: Catalogue['profile'] = {
  loading: 'プロフィールを読み込んでいます',
  about: {
    title: 'あなたについて',
    handle: 'ユーザー名',
    handleHint: 'このワークスペースで一意です。ほかの人はこれであなたを見つけられます。',
    invalidHandle: '英数字で始め、英数字、ピリオド、ハイフン、アンダースコアを使ってください。',
    pronouns: '代名詞',
    bio: '自己紹介',
    timeZone: 'タイムゾーン',
    timeZoneHint: 'あなたの現地時刻がカードに表示されます。',
    noTimeZone: '表示しない',
    thisDevice: (zone) => `${zone}（このデバイス）`,
    save: '変更を保存',
    saved: 'プロフィールを保存しました。',
  },
  presence: {
    title: '在席状況',
    label: 'ほかの人への表示',
    hint: '操作が10分間ないと、自動的に離席中と表示されます。',
    auto: '使っている間はオンライン',
    away: '離席中',
    invisible: 'オフライン（非表示）',
  },
  privacy: {
    title: 'プライバシー',
    receipts: '既読の表示',
    receiptsHint:
      'ダイレクトメッセージと小さなルームでは、どこまで読んだかがお互いに表示されます。オフにすると、どちらにも表示されません。',
  },
  blocked: {
    title: 'ブロックした人',
    nobody: 'いません。相手の画像から開くカードでブロックできます。',
    note: '発言は折りたたまれ、未読になりません。相手にはあなたの在席状況も既読も表示されず、直接メッセージを送ることもできません。',
    unblock: 'ブロックを解除',
    unblockOne: (name) => `${name}さんのブロックを解除`,
  },
  password: {
    title: 'パスワード',
    present: '現在のパスワード',
    others: 'ほかのデバイスからサインアウトする',
    submit: 'パスワードを変更',
    changed: 'パスワードを変更しました。',
    changedOthers: 'パスワードを変更し、ほかのデバイスからサインアウトしました。',
  },
  twoStep: {
    title: '2段階サインイン',
    loading: '読み込んでいます',
    on: 'オン',
    off: 'オフ',
    onNote: 'サインインにはパスワードと認証アプリのコードが必要です。',
    offNote: '認証アプリを使うと、パスワードが盗まれてもサインインされません。',
    turnOn: 'オンにする',
    turnOff: 'オフにする',
    turnedOn: '2段階サインインをオンにしました。',
    turnedOff: 'パスワードだけでサインインできるようになりました。',
    scan: '認証アプリで読み取ってください：',
    qrCode: '下のキーのQRコード',
    orOpen: (link) => ['または', link('このデバイスでアプリを開く'), 'か、次のキーを入力してください：'],
  },
  devices: {
    title: 'サインイン中のデバイス',
    loading: 'デバイスを読み込んでいます',
    current: 'このデバイス',
    lastUsed: (time) => `最終使用：${time}`,
    unknown: 'ほかのプログラム',
    browserOn: (browser, system) => `${browser}（${system}）`,
    signOut: 'サインアウト',
    signOutOne: (device) => `${device}からサインアウト`,
    signOutOthers: 'ほかのすべてのデバイスからサインアウト',
  },
  browser: {
    title: 'オフラインでの利用',
    rooms: 'このブラウザに保存されたルーム',
    promised: `${kept}このブラウザは、これらを削除しないと約束しています。`,
    unpromised: `${kept}容量が不足すると、保持を求めないかぎり、このブラウザが削除することがあります。`,
    ask: '保持を求める',
    refused: 'このブラウザは今は約束しません。Parleyをインストールするか数日使ってから、もう一度お試しください。',
  },
  appearance: {
    title: '外観',
    theme: 'テーマ',
    contrast: 'コントラスト',
    system: 'システム',
    light: 'ライト',
    dark: 'ダーク',
    moreContrast: '高',
  },
  data: {
    title: 'あなたのデータ',
    exportTitle: 'エクスポート',
    exportNote: 'プロフィール、デバイス、ルーム、下書き、保存・予約した内容、すべての発言を、JSONファイルにまとめます。',
    found: (messages) => count(messages, { other: 'これまでに#件のメッセージ…' }),
    export: 'データをエクスポート',
    done: 'データをダウンロードしました。',
  },
  deletion: {
    heading: 'このアカウントを削除',
    note: '発言は「削除されたアカウント」の名前で残ります。それ以外は残りません。',
    open: 'アカウントを削除',
    title: 'アカウントを削除しますか？',
    warning:
      'すべてのデバイスからサインアウトし、すべてのルームから退出します。あなただけがオーナーのルームは別の人に引き継がれます。元に戻すことはできません。',
    type: (handle) => `確認のため、ユーザー名「${handle}」を入力してください`,
    confirm: '完全に削除',
    done: 'アカウントを削除しました。',
  },
  signOut: {
    title: 'サインアウトしますか？',
    note: signingOut,
    losing: (messages) => `${count(messages, { other: '#件のメッセージが未送信で、失われます。' })}${signingOut}`,
    confirm: 'サインアウト',
  },
};
