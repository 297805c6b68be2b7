import type { Catalogue } from '../language.ts';
import { plurals } from '../plurals.ts';

const count = plurals('es');

const signingOut = 'Se borran los borradores y lo que este navegador guarda para leer sin conexión.';
const kept = 'Las últimas salas que abriste, tus borradores y lo que espera enviarse se guardan aquí hasta que cierres sesión.';

export const settings: Catalogue['settings'] = {
  title: 'Ajustes',
  back: 'Todos los ajustes',
  sections: {
    profile: 'Perfil',
    notifications: 'Notificaciones',
    appearance: 'Apariencia',
    language: 'Idioma',
    privacy: 'Privacidad',
    account: 'Cuenta y seguridad',
    devices: 'Dispositivos',
    keyboard: 'Teclado',
  },
  keptHere: 'Se guarda en este navegador; tus otros dispositivos tienen su propio ajuste.',
  loading: 'Cargando tu perfil',
  about: {
    handle: 'Nombre de usuario',
    handleHint: 'Único en este espacio de trabajo; así pueden encontrarte.',
    invalidHandle: 'Usa letras, cifras, puntos, guiones o guiones bajos, empezando por una letra o una cifra.',
    pronouns: 'Pronombres',
    bio: 'Sobre mí',
    timeZone: 'Zona horaria',
    timeZoneHint: 'En tu tarjeta, las demás personas ven qué hora es para ti.',
    noTimeZone: 'Sin indicar',
    thisDevice: (zone) => `${zone} (este dispositivo)`,
    save: 'Guardar cambios',
    saved: 'Tu perfil se ha guardado.',
  },
  notifications: {
    here: 'En este dispositivo',
    everywhere: 'En todos tus dispositivos',
    on: 'Activadas',
    off: 'Desactivadas',
    turnOn: 'Activar',
    turnOff: 'Desactivar',
    willAsk:
      'Parley puede avisarte de los mensajes mientras está abierto en una pestaña que no miras. Al activarlo, tu navegador pregunta si lo permites.',
    onNote: 'Parley te avisa de los mensajes mientras está abierto en una pestaña y miras a otra parte.',
    offNote:
      'Tu navegador las permite. Al activarlas, Parley te avisa de los mensajes mientras está abierto en una pestaña y miras a otra parte.',
    denied:
      'Tu navegador bloquea las notificaciones de este sitio. Permítelas en sus ajustes para este sitio, a menudo tras el símbolo junto a la dirección, y vuelve aquí.',
    impossible: 'Este navegador no muestra notificaciones de una página.',
    sound: 'Sonido',
    about: 'Avisarme de',
    everything: 'Todo',
    calls: 'Menciones y mensajes directos',
    nothing: 'Nada',
    aboutHint: 'Nunca de tus propios mensajes ni de las personas que has bloqueado.',
    words: 'Mostrar el texto',
    wordsHint: 'Si no, solo quién escribió y dónde.',
  },
  presence: {
    label: 'Las demás personas me ven como',
    hint: 'Por su cuenta, Parley te muestra como ausente tras diez minutos sin señales tuyas.',
    auto: 'En línea mientras estoy aquí',
    away: 'Ausente',
    invisible: 'Sin conexión (invisible)',
  },
  privacy: {
    receipts: 'Confirmaciones de lectura',
    receiptsHint:
      'En los mensajes directos y las salas pequeñas, las demás personas ven hasta dónde has leído, y tú ves hasta dónde han leído. Si lo desactivas, nadie lo ve.',
  },
  blocked: {
    title: 'Personas bloqueadas',
    nobody: 'Nadie. Puedes bloquear a alguien desde su tarjeta, que se abre con su imagen.',
    note: 'Lo que dicen queda plegado y nunca cuenta como no leído. No ven tu presencia ni tus confirmaciones de lectura, y no pueden escribirte directamente.',
    unblock: 'Desbloquear',
    unblockOne: (name) => `Desbloquear a ${name}`,
  },
  password: {
    title: 'Contraseña',
    present: 'Contraseña actual',
    others: 'Cerrar sesión en mis otros dispositivos',
    submit: 'Cambiar contraseña',
    changed: 'Tu contraseña ha cambiado.',
    changedOthers: 'Tu contraseña ha cambiado y se ha cerrado la sesión en tus otros dispositivos.',
  },
  twoStep: {
    title: 'Inicio de sesión en dos pasos',
    loading: 'Cargando',
    on: 'Activado',
    off: 'Desactivado',
    onNote: 'Para iniciar sesión hacen falta tu contraseña y un código de tu aplicación de autenticación.',
    offNote: 'Con una aplicación de autenticación, una contraseña robada no abre nada por sí sola.',
    turnOn: 'Activar',
    turnOff: 'Desactivar',
    turnedOn: 'El inicio de sesión en dos pasos está activado.',
    turnedOff: 'Para iniciar sesión vuelve a bastar tu contraseña.',
    scan: 'Escanea esto con tu aplicación de autenticación:',
    qrCode: 'Código QR de la clave de abajo',
    orOpen: (link) => ['O ', link('abre la aplicación en este dispositivo'), ', o escribe esta clave en ella:'],
  },
  devices: {
    title: 'Dónde tienes la sesión iniciada',
    loading: 'Cargando tus dispositivos',
    current: 'Este dispositivo',
    lastUsed: (time) => `Último uso: ${time}`,
    unknown: 'Otro programa',
    browserOn: (browser, system) => `${browser} en ${system}`,
    signOut: 'Cerrar sesión',
    signOutOne: (device) => `Cerrar sesión en ${device}`,
    signOutOthers: 'Cerrar sesión en los demás dispositivos',
  },
  browser: {
    title: 'Sin conexión',
    rooms: 'Salas en este navegador',
    promised: `${kept} Este navegador ha prometido no quitarlos.`,
    unpromised: `${kept} Si falta espacio, este navegador puede quitarlos, a menos que le pidas que no lo haga.`,
    ask: 'Pedir que los conserve',
    refused: 'Este navegador no promete nada por ahora. Instala Parley, o úsalo unos días, y vuelve a pedirlo.',
  },
  appearance: {
    theme: 'Tema',
    contrast: 'Contraste',
    system: 'Como el sistema',
    light: 'Claro',
    dark: 'Oscuro',
    moreContrast: 'Más',
  },
  data: {
    title: 'Tus datos',
    exportTitle: 'Exportar',
    exportNote: 'Perfil, dispositivos, salas, borradores, lo que has guardado y programado, y todo lo que has dicho, en un archivo JSON.',
    found: (messages) =>
      count(messages, { one: '# mensaje hasta ahora…', many: '# de mensajes hasta ahora…', other: '# mensajes hasta ahora…' }),
    export: 'Exportar mis datos',
    done: 'Tus datos están en tus descargas.',
  },
  deletion: {
    heading: 'Eliminar esta cuenta',
    note: 'Lo que has dicho se queda, bajo «Cuenta eliminada». Nada más se conserva.',
    open: 'Eliminar cuenta',
    title: '¿Eliminar tu cuenta?',
    warning:
      'Se cierra tu sesión en todas partes y sales de todas las salas; las que son solo tuyas pasan a otra persona. No se puede deshacer.',
    type: (handle) => `Escribe tu nombre de usuario, ${handle}, para confirmar`,
    confirm: 'Eliminar para siempre',
    done: 'Tu cuenta se ha eliminado.',
  },
  signOut: {
    title: '¿Cerrar sesión?',
    note: signingOut,
    losing: (messages) =>
      `${count(messages, {
        one: '# mensaje no se ha enviado y se perderá.',
        many: '# de mensajes no se han enviado y se perderán.',
        other: '# mensajes no se han enviado y se perderán.',
      })} ${signingOut}`,
    confirm: 'Cerrar sesión',
  },
};
