import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('es');

export const later: Catalogue['later'] = {
  due: (due) => count(due, { one: ' pendiente', many: ' pendientes', other: ' pendientes' }),
  reminded: 'Es hora de un mensaje que guardaste: mira en Más tarde.',
  toBeSent: 'Por enviar',
  saved: 'Guardado',
  loading: 'Cargando lo que guardaste',
  empty: {
    title: 'No hay nada guardado',
    text: 'Guarda un mensaje desde su menú para volver a encontrarlo aquí, con un recordatorio si quieres.',
  },
  strangeRoom: 'Una sala en la que no estás',
  authorIn: (author, room) => `${author} en ${room}`,
  deleted: 'Este mensaje se eliminó.',
  hidden: 'Ya no puedes ver este mensaje.',
  reminderOn: (time) => `Recordatorio: ${time}`,
  reminderOf: (time) => `Recordatorio del ${time}`,
  show: 'Mostrar en la sala',
  seen: 'Visto',
  remove: 'Quitar',
  notSent: {
    forbidden: 'No se envió: ya no puedes hablar ahí.',
    not_found: 'No se envió: ya no puedes ver la sala.',
    other: 'No se envió: la sala lo rechazó.',
  },
  change: 'Cambiar',
  cancelSending: 'Cancelar el envío',
  discard: 'Descartar',
  moment: {
    field: 'Fecha y hora',
    missing: 'Elige una fecha y una hora.',
    minutes: 'En 20 minutos',
    hour: 'En una hora',
    tomorrow: 'Mañana a las 9',
    monday: 'El próximo lunes a las 9',
  },
  remind: {
    title: 'Recordármelo',
    done: (time) => `Te lo recordaremos: ${time}.`,
  },
  send: {
    title: 'Enviar más tarde',
    change: 'Cambiar lo programado',
    message: 'Mensaje',
    missing: 'Escribe un mensaje.',
    submit: 'Programar',
    done: (time) => `Se enviará: ${time}.`,
  },
};
