import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  cancel: 'Abbrechen',
  close: 'Schließen',
  delete: 'Löschen',
  dismiss: 'Ausblenden',
  notices: 'Hinweise',
  save: 'Speichern',
  showMore: 'Mehr anzeigen',
  someone: 'Jemand',
  tryAgain: 'Noch einmal versuchen',
  wait: 'Bitte warten',
};
