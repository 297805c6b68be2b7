import type { Catalogue } from '../language.ts';

export const design: Catalogue['design'] = {
  cancel: 'Cancelar',
  close: 'Cerrar',
  delete: 'Eliminar',
  dismiss: 'Descartar',
  language: {
    label: 'Idioma',
    system: 'Como el navegador',
    unreachable: 'Este idioma no se puede cargar ahora. Se usará la próxima vez que se abra Parley.',
  },
  notCopied: 'El navegador no permite copiar. Selecciona el texto y cópialo tú.',
  notices: 'Avisos',
  save: 'Guardar',
  showMore: 'Mostrar más',
  showPassword: 'Mostrar la contraseña',
  someone: 'Alguien',
  tryAgain: 'Volver a intentarlo',
  wait: 'Espera, por favor',
};
