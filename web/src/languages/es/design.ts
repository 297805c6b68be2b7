import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  cancel: 'Cancelar',
  close: 'Cerrar',
  delete: 'Eliminar',
  dismiss: 'Descartar',
  notices: 'Avisos',
  save: 'Guardar',
  showMore: 'Mostrar más',
  someone: 'Alguien',
  tryAgain: 'Volver a intentarlo',
  wait: 'Espera, por favor',
};
