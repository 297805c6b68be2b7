import type { Catalogue } from '../language.ts';

export const invite: Catalogue['invite'] = {
  publicRoom: 'Sala pública',
  privateRoom: 'Sala privada',
  by: { before: 'Te invita ', after: '' },
  loading: 'Cargando la invitación',
  failed: 'La invitación no se ha cargado',
  over: 'Esta invitación ya no vale',
  overText: 'Ha caducado, se ha agotado o se ha anulado. Pide otra.',
  invited: 'Tienes una invitación',
  lead: 'Crea una cuenta o inicia sesión y estarás en la sala.',
  waysIn: 'Formas de entrar',
  signUp: 'Crear una cuenta',
  signIn: 'Iniciar sesión',
  join: 'Unirse a la sala',
  back: 'Volver a las salas',
  toRooms: 'Ir a mis salas',
  toParley: 'Ir a Parley',
};
