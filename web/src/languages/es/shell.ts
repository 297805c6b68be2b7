import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('es');

export const shell: Catalogue['shell'] = {
  skip: 'Ir al contenido',
  account: 'Tu cuenta',
  accountMenu: {
    status: 'Poner un estado',
    emoji: 'Emojis propios',
    settings: 'Perfil y ajustes',
    shortcuts: 'Atajos de teclado',
    signOut: 'Cerrar sesión',
  },
  pages: { settings: 'Ajustes', later: 'Más tarde', threads: 'Hilos', invite: 'Invitación' },
  back: 'Atrás',
  sidebar: {
    label: 'Salas y personas',
    loading: 'Cargando tus salas',
    goTo: 'Ir a…',
    draft: ', borrador',
    favourites: 'Favoritos',
    rooms: 'Salas',
    noRooms: 'Aún no hay salas.',
    direct: 'Mensajes directos',
    newDirect: 'Nuevo mensaje directo',
    noDirect: 'Habla con una persona o con unas pocas.',
    startDirect: 'Empezar un mensaje',
  },
  browseRooms: 'Explorar salas',
  createRoom: 'Crear una sala',
  welcome: (name) => (name === undefined ? 'Te damos la bienvenida' : `Te damos la bienvenida, ${name}`),
  findFirst: 'Busca una sala a la que unirte o abre la tuya.',
  choose: 'Elige una sala a la izquierda o busca otra.',
  waitingForNetwork: 'Sin conexión a la red',
  reconnecting: 'Reconectando…',
  reconnectingLabel: 'Reconectando',
  waiting: (messages) => count(messages, { one: '# mensaje en espera', many: '# de mensajes en espera', other: '# mensajes en espera' }),
  tryNow: 'Intentar ahora',
  storesNothing: 'Este navegador no guarda nada: los mensajes en espera no sobrevivirán a una recarga.',
  readAll: {
    title: '¿Marcar todo como leído?',
    note: 'Ninguna sala mostrará nada nuevo, en ninguno de tus dispositivos.',
    cancel: 'Cancelar',
    confirm: 'Marcar como leído',
  },
  broken: {
    title: 'Algo se ha roto',
    text: 'Puede que entretanto se haya instalado una versión más nueva. Lo que has escrito se conserva.',
    reload: 'Recargar',
  },
  cannotStart: {
    title: 'Parley no puede iniciarse',
    text: (reason) => `${reason} Revisa la red; si continúa, avisa a quien administra este sitio.`,
    retry: 'Volver a intentarlo',
  },
  newVersion: { text: 'Hay una versión nueva lista.', reload: 'Recargar', later: 'Más tarde' },
};
