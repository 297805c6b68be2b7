import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  close: 'Schließen',
  dismiss: 'Ausblenden',
  notices: 'Hinweise',
  wait: 'Bitte warten',
};
