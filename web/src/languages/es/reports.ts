import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('es');

export const reports: Catalogue['reports'] = {
  title: 'Denuncias',
  reasons: {
    spam: 'Spam o publicidad',
    harassment: 'Acoso',
    hate: 'Odio',
    violence: 'Amenazas o violencia',
    other: 'Otra cosa',
  },
  report: {
    message: 'Denunciar mensaje',
    person: (name) => `Denunciar a ${name}`,
    reason: '¿Qué ocurre?',
    note: '¿Qué deben saber los moderadores? (opcional)',
    hint: (name) => `Los propietarios y moderadores de esta sala ven tu denuncia y tu nombre. ${name} no.`,
    submit: 'Denunciar',
    done: 'Denunciado. Los moderadores de esta sala lo revisarán.',
  },
  notice: { text: (room) => `Se ha denunciado algo en ${room}.`, show: 'Ver' },
  button: (waiting) => `Denuncias, ${waiting}`,
  loading: 'Cargando las denuncias',
  none: 'No hay denuncias',
  hint: 'Aquí llega lo que denuncian los miembros, con las palabras tal como eran entonces.',
  when: (day, time) => `${day}, ${time}`,
  person: 'Denuncia contra una persona',
  message: 'Un mensaje',
  reports: (reports) => count(reports, { one: 'denuncia', many: 'denuncias', other: 'denuncias' }),
  deletedSince: 'Este mensaje se eliminó después.',
  editedSince: 'Este mensaje se editó después.',
  whoReported: (name) => `Quién ha denunciado a ${name}`,
  closedBefore: (name, when) => `Ya la cerró una vez ${name ?? 'un moderador'}: ${when.toLocaleLowerCase('es')}.`,
  done: 'Hecho',
  dismiss: 'Desestimar',
  closed: 'Cerrada.',
  delete: 'Eliminar mensaje',
  deleted: 'Mensaje eliminado.',
  about: (name) => `Sobre ${name}`,
  more: (name) => `Más sobre ${name}`,
  show: 'Ver en la sala',
  mute: { hour: 'Silenciar una hora', day: 'Silenciar un día' },
  muted: (name) => `Has silenciado a ${name}.`,
  ban: 'Expulsar de la sala',
  banned: (name) => `Has expulsado a ${name}.`,
};
