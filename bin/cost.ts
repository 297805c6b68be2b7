// `npm run cost -- [--profile 1:10|1:100|1:10000|burst] [--minutes N]`: what a message costs on AWS, beside what others ask. All profiles unless one
// is named. Tells whether each target is met; that it is not is no failure of the command.
import { parseArgs } from 'node:util';
import { type ProfileName, profiles } from '../costs/profiles.ts';
import { costTable } from '../costs/table.ts';

const usage = `Usage: npm run cost -- [--profile ${Object.keys(profiles).join('|')}] [--minutes N]

  --profile  the room and its pace; all of them unless one is named
  --minutes  how long a connection is open for each message that it gets (default 1)`;

const isProfile = (name: string): name is ProfileName => Object.hasOwn(profiles, name);

const refuse = (problem: string): never => {
  console.error(`${problem}\n\n${usage}`);
  process.exit(1);
};

const readOptions = () => {
  try {
    return parseArgs({ options: { profile: { type: 'string' }, minutes: { type: 'string', default: '1' } } }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};

const { profile, minutes } = readOptions();
if (profile !== undefined && !isProfile(profile)) refuse(`There is no profile ${profile}.`);
const each = Number(minutes);
if (!(each >= 0 && Number.isFinite(each))) refuse(`--minutes must be a number from 0, not ${minutes}.`);

const names = Object.keys(profiles).filter(isProfile);
const chosen = names.filter((name) => profile === undefined || name === profile);
console.log(chosen.map((name) => costTable(name, profiles[name], each)).join('\n\n\n'));
