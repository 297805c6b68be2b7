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

/** Named after the folders whose components say it; `panels` is what opens beside or over a room. */
export const english = {
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
