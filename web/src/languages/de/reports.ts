import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('de');

export const reports: Catalogue['reports'] = {
  title: 'Meldungen',
  reasons: {
    spam: 'Spam oder Werbung',
    harassment: 'Belästigung',
    hate: 'Hass',
    violence: 'Drohungen oder Gewalt',
    other: 'Etwas anderes',
  },
  report: {
    message: 'Nachricht melden',
    person: (name) => `${name} melden`,
    reason: 'Was ist nicht in Ordnung?',
    note: 'Was sollten die Moderator:innen wissen? (optional)',
    hint: (name) => `Die Eigentümer:innen und Moderator:innen dieses Raums sehen deine Meldung und deinen Namen. ${name} sieht sie nicht.`,
    submit: 'Melden',
    done: 'Gemeldet. Die Moderator:innen dieses Raums sehen es sich an.',
  },
  notice: { text: (room) => `In ${room} wurde etwas gemeldet.`, show: 'Zeigen' },
  button: (waiting) => `Meldungen, ${waiting}`,
  loading: 'Meldungen werden geladen',
  none: 'Nichts ist gemeldet',
  hint: 'Was Mitglieder melden, kommt hierher, im damaligen Wortlaut.',
  when: (day, time) => `${day} um ${time}`,
  person: 'Als Person gemeldet',
  message: 'Eine Nachricht',
  reports: (reports) => count(reports, { one: 'Meldung', other: 'Meldungen' }),
  deletedSince: 'Diese Nachricht wurde inzwischen gelöscht.',
  editedSince: 'Diese Nachricht wurde inzwischen bearbeitet.',
  whoReported: (name) => `Wer ${name} gemeldet hat`,
  closedBefore: (name, when) => `Schon einmal geschlossen, von ${name ?? 'jemandem, der moderiert'}. ${when}.`,
  done: 'Fertig',
  dismiss: 'Verwerfen',
  closed: 'Geschlossen.',
  delete: 'Nachricht löschen',
  deleted: 'Nachricht gelöscht.',
  about: (name) => `Über ${name}`,
  more: (name) => `Mehr zu ${name}`,
  show: 'Im Raum zeigen',
  mute: { hour: 'Für eine Stunde stummschalten', day: 'Für einen Tag stummschalten' },
  muted: (name) => `${name} ist stummgeschaltet.`,
  ban: 'Aus dem Raum verbannen',
  banned: (name) => `${name} ist verbannt.`,
};
