import type { Catalogue } from '../language.ts';
import { account } from './account.ts';
import { design } from './design.ts';
import { emoji } from './emoji.ts';
import { invite } from './invite.ts';
import { keyboard } from './keyboard.ts';
import { later } from './later.ts';
import { notifications } from './notifications.ts';
import { panels } from './panels.ts';
import { people } from './people.ts';
import { refusals } from './refusals.ts';
import { reports } from './reports.ts';
import { room } from './room.ts';
import { rooms } from './rooms.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { threads } from './threads.ts';

export const spanish: Catalogue = {
  account,
  design,
  emoji,
  invite,
  keyboard,
  later,
  notifications,
  panels,
  people,
  refusals,
  reports,
  room,
  rooms,
  settings,
  shell,
  threads,
};
