import type { Catalogue } from '../language.ts';

export const threads: Catalogue['threads'] = {
  title: 'Hilos',
  follow: 'Seguir',
  unfollow: 'Dejar de seguir',
  loadingOne: 'Cargando el hilo',
  loading: 'Cargando tus hilos',
  readAll: 'Marcar todos como leídos',
  none: 'No sigues ningún hilo',
  hint: 'Aquí aparecen los hilos que empiezas, en los que respondes o en los que te mencionan. Puedes seguir cualquier otro desde el propio hilo.',
  more: 'Mostrar más hilos',
  open: 'Abrir el hilo',
  deleted: 'Este mensaje se ha eliminado.',
};
