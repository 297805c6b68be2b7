import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  cancel: 'Abbrechen',
  close: 'Schließen',
  delete: 'Löschen',
  dismiss: 'Ausblenden',
  language: {
    label: 'Sprache',
    system: 'Wie der Browser',
    unreachable: 'Diese Sprache ist gerade nicht zu laden. Sie gilt, wenn Parley das nächste Mal geöffnet wird.',
  },
  notCopied: 'Der Browser lässt das Kopieren nicht zu. Markiere den Text und kopiere ihn selbst.',
  notices: 'Hinweise',
  save: 'Speichern',
  showMore: 'Mehr anzeigen',
  showPassword: 'Passwort anzeigen',
  someone: 'Jemand',
  tryAgain: 'Noch einmal versuchen',
  wait: 'Bitte warten',
};
