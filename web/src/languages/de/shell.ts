import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('de');

export const shell: Catalogue['shell'] = {
  skip: 'Zum Inhalt springen',
  account: 'Dein Konto',
  accountMenu: {
    status: 'Status setzen',
    emoji: 'Eigene Emojis',
    settings: 'Profil und Einstellungen',
    shortcuts: 'Tastenkürzel',
    signOut: 'Abmelden',
  },
  pages: { settings: 'Einstellungen', later: 'Später', threads: 'Threads', invite: 'Einladung' },
  back: 'Zurück',
  sidebar: {
    label: 'Räume und Personen',
    loading: 'Deine Räume werden geladen',
    goTo: 'Gehe zu …',
    draft: ', Entwurf',
    favourites: 'Favoriten',
    rooms: 'Räume',
    noRooms: 'Noch keine Räume.',
    direct: 'Direktnachrichten',
    newDirect: 'Neue Direktnachricht',
    noDirect: 'Sprich mit einer Person oder mit wenigen.',
    startDirect: 'Nachricht beginnen',
  },
  browseRooms: 'Räume durchsuchen',
  createRoom: 'Raum erstellen',
  welcome: (name) => (name === undefined ? 'Willkommen' : `Willkommen, ${name}`),
  findFirst: 'Finde einen Raum, dem du beitreten kannst, oder eröffne einen eigenen.',
  choose: 'Wähle links einen Raum, oder finde einen anderen.',
  waitingForNetwork: 'Kein Netz',
  reconnecting: 'Verbindung wird wiederhergestellt …',
  reconnectingLabel: 'Verbindung wird wiederhergestellt',
  waiting: (messages) => count(messages, { one: '# Nachricht wartet', other: '# Nachrichten warten' }),
  tryNow: 'Jetzt versuchen',
  storesNothing: 'Dieser Browser speichert nichts: Nachrichten, die noch nicht gesendet sind, überstehen kein Neuladen.',
  readAll: {
    title: 'Alles als gelesen markieren?',
    note: 'Kein Raum zeigt dann etwas Neues, auf keinem deiner Geräte.',
    cancel: 'Abbrechen',
    confirm: 'Als gelesen markieren',
  },
  broken: {
    title: 'Etwas ist kaputtgegangen',
    text: 'Vielleicht wurde inzwischen eine neuere Version installiert. Was du geschrieben hast, bleibt erhalten.',
    reload: 'Neu laden',
  },
  cannotStart: {
    title: 'Parley kann nicht starten',
    text: (reason) => `${reason} Prüfe das Netz; wenn es so bleibt, wende dich an den Betreiber dieser Seite.`,
    retry: 'Noch einmal versuchen',
  },
  newVersion: { text: 'Eine neue Version ist bereit.', reload: 'Neu laden', later: 'Später' },
};
