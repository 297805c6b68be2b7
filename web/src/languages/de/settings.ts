import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('de');

const signingOut = 'Entwürfe und was dieser Browser zum Lesen ohne Netz behält, werden gelöscht.';
const kept = 'Die zuletzt geöffneten Räume, deine Entwürfe und was noch zu senden ist, bleiben hier, bis du dich abmeldest.';

export const settings: Catalogue['settings'] = {
  title: 'Einstellungen',
  back: 'Alle Einstellungen',
  sections: {
    profile: 'Profil',
    notifications: 'Benachrichtigungen',
    appearance: 'Darstellung',
    language: 'Sprache',
    privacy: 'Privatsphäre',
    account: 'Konto und Sicherheit',
    devices: 'Geräte',
    keyboard: 'Tastatur',
  },
  keptHere: 'Gilt in diesem Browser; deine anderen Geräte haben ihre eigene Einstellung.',
  loading: 'Dein Profil wird geladen',
  about: {
    handle: 'Benutzername',
    handleHint: 'Einmalig in diesem Arbeitsbereich; andere finden dich darüber.',
    invalidHandle: 'Nimm Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche, mit einem Buchstaben oder einer Ziffer am Anfang.',
    pronouns: 'Pronomen',
    bio: 'Über mich',
    timeZone: 'Zeitzone',
    timeZoneHint: 'Andere sehen auf deiner Karte, wie spät es bei dir ist.',
    noTimeZone: 'Keine Angabe',
    thisDevice: (zone) => `${zone} (dieses Gerät)`,
    save: 'Änderungen speichern',
    saved: 'Dein Profil ist gespeichert.',
  },
  notifications: {
    here: 'Auf diesem Gerät',
    everywhere: 'Auf allen deinen Geräten',
    on: 'Ein',
    off: 'Aus',
    turnOn: 'Einschalten',
    turnOff: 'Ausschalten',
    willAsk:
      'Parley kann dir von Nachrichten erzählen, solange es in einem Tab offen ist, auf den du nicht schaust. Wenn du es einschaltest, fragt dein Browser, ob du das erlaubst.',
    onNote: 'Parley erzählt dir von Nachrichten, solange es in einem Tab offen ist und du woanders bist.',
    offNote:
      'Dein Browser erlaubt sie. Eingeschaltet erzählt dir Parley von Nachrichten, solange es in einem Tab offen ist und du woanders bist.',
    denied:
      'Dein Browser blockiert Benachrichtigungen dieser Seite. Erlaube sie in seinen Einstellungen für diese Seite, oft hinter dem Zeichen neben der Adresse, und komm dann hierher zurück.',
    impossible: 'Dieser Browser zeigt keine Benachrichtigungen für eine Seite.',
    sound: 'Ton',
    about: 'Erzähle mir von',
    everything: 'Allem',
    calls: 'Erwähnungen und Direktnachrichten',
    nothing: 'Nichts',
    aboutHint: 'Nie von deinen eigenen Nachrichten oder von Personen, die du blockiert hast.',
    words: 'Wortlaut zeigen',
    wordsHint: 'Sonst nur, wer geschrieben hat und wo.',
  },
  presence: {
    label: 'Andere sehen mich als',
    hint: 'Von sich aus zeigt Parley dich als abwesend, wenn zehn Minuten nichts von dir zu sehen war.',
    auto: 'Online, solange ich hier bin',
    away: 'Abwesend',
    invisible: 'Offline (unsichtbar)',
  },
  privacy: {
    receipts: 'Lesebestätigungen',
    receiptsHint:
      'In Direktnachrichten und kleinen Räumen sehen andere, wie weit du gelesen hast, und du siehst, wie weit sie sind. Ausgeschaltet sieht es keine Seite.',
  },
  blocked: {
    title: 'Blockierte Personen',
    nobody: 'Niemand. Du kannst jemanden auf seiner Karte blockieren; sein Bild öffnet sie.',
    note: 'Was sie sagen, ist eingeklappt und gilt nie als ungelesen. Sie sehen weder deine Anwesenheit noch deine Lesebestätigungen und können dir nicht direkt schreiben.',
    unblock: 'Freigeben',
    unblockOne: (name) => `${name} freigeben`,
  },
  password: {
    title: 'Passwort',
    present: 'Jetziges Passwort',
    others: 'Meine anderen Geräte abmelden',
    submit: 'Passwort ändern',
    changed: 'Dein Passwort ist geändert.',
    changedOthers: 'Dein Passwort ist geändert, und deine anderen Geräte sind abgemeldet.',
  },
  twoStep: {
    title: 'Anmeldung in zwei Schritten',
    loading: 'Wird geladen',
    on: 'Ein',
    off: 'Aus',
    onNote: 'Zum Anmelden brauchst du dein Passwort und einen Code deiner Authenticator-App.',
    offNote: 'Mit einer Authenticator-App öffnet ein gestohlenes Passwort allein nichts.',
    turnOn: 'Einschalten',
    turnOff: 'Ausschalten',
    turnedOn: 'Die Anmeldung in zwei Schritten ist eingeschaltet.',
    turnedOff: 'Zum Anmelden reicht wieder dein Passwort.',
    scan: 'Scanne das mit deiner Authenticator-App:',
    qrCode: 'QR-Code des Schlüssels darunter',
    orOpen: (link) => ['Oder ', link('öffne die App auf diesem Gerät'), ', oder gib diesen Schlüssel darin ein:'],
  },
  devices: {
    title: 'Wo du angemeldet bist',
    loading: 'Deine Geräte werden geladen',
    current: 'Dieses Gerät',
    lastUsed: (time) => `Zuletzt benutzt: ${time}`,
    unknown: 'Ein anderes Programm',
    browserOn: (browser, system) => `${browser} unter ${system}`,
    signOut: 'Abmelden',
    signOutOne: (device) => `${device} abmelden`,
    signOutOthers: 'Alle anderen Geräte abmelden',
  },
  browser: {
    title: 'Ohne Netz',
    rooms: 'Räume in diesem Browser',
    promised: `${kept} Dieser Browser hat versprochen, nichts davon zu entfernen.`,
    unpromised: `${kept} Wenn der Platz knapp wird, darf dieser Browser sie entfernen, es sei denn, du bittest ihn, sie zu behalten.`,
    ask: 'Um Behalten bitten',
    refused: 'Dieser Browser verspricht jetzt nichts. Installiere Parley, oder nutze es ein paar Tage, und bitte noch einmal.',
  },
  appearance: {
    theme: 'Farben',
    contrast: 'Kontrast',
    system: 'Wie das System',
    light: 'Hell',
    dark: 'Dunkel',
    moreContrast: 'Mehr',
  },
  data: {
    title: 'Deine Daten',
    exportTitle: 'Export',
    exportNote: 'Profil, Geräte, Räume, Entwürfe, was du gespeichert und geplant hast, und alles, was du gesagt hast, als JSON-Datei.',
    found: (messages) => count(messages, { one: 'Bisher # Nachricht …', other: 'Bisher # Nachrichten …' }),
    export: 'Meine Daten exportieren',
    done: 'Deine Daten sind in deinen Downloads.',
  },
  deletion: {
    heading: 'Dieses Konto löschen',
    note: 'Was du gesagt hast, bleibt unter „Gelöschtes Konto“ stehen. Sonst bleibt nichts.',
    open: 'Konto löschen',
    title: 'Dein Konto löschen?',
    warning:
      'Du wirst überall abgemeldet und verlässt alle Räume; die, die dir allein gehören, gehen an jemand anderen über. Das lässt sich nicht rückgängig machen.',
    type: (handle) => `Gib zur Bestätigung deinen Benutzernamen ein: ${handle}`,
    confirm: 'Endgültig löschen',
    done: 'Dein Konto ist gelöscht.',
  },
  signOut: {
    title: 'Abmelden?',
    note: signingOut,
    losing: (messages) =>
      `${count(messages, {
        one: '# Nachricht ist nicht gesendet und geht verloren.',
        other: '# Nachrichten sind nicht gesendet und gehen verloren.',
      })} ${signingOut}`,
    confirm: 'Abmelden',
  },
};
