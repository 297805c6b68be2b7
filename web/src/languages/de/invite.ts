import type { Catalogue } from '../language.ts';

export const invite: Catalogue['invite'] = {
  publicRoom: 'Öffentlicher Raum',
  privateRoom: 'Privater Raum',
  by: { before: 'Eingeladen von ', after: '' },
  loading: 'Die Einladung wird geladen',
  failed: 'Die Einladung wurde nicht geladen',
  over: 'Diese Einladung gilt nicht mehr',
  overText: 'Sie ist abgelaufen, aufgebraucht oder zurückgenommen. Bitte um eine neue.',
  invited: 'Du wurdest eingeladen',
  lead: 'Erstelle ein Konto oder melde dich an, und du bist im Raum.',
  waysIn: 'Wege hinein',
  signUp: 'Konto erstellen',
  signIn: 'Anmelden',
  join: 'Raum beitreten',
  back: 'Zurück zu den Räumen',
  toRooms: 'Zu meinen Räumen',
  toParley: 'Zu Parley',
};
