import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  close: 'Cerrar',
  dismiss: 'Descartar',
  notices: 'Avisos',
  wait: 'Espera, por favor',
};
