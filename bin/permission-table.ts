// `npm run docs:permissions`: writes docs/permissions.md from the permission table of the domain.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Deed, permissions, type Ruled, type Standing, standings, type Verdict, verdictOn } from '../lambdas/domain/permissions.ts';

const open = { archived: false } as const;

/** The rooms that the table tells apart, and who can be what to them. Everybody in a direct room is a member. */
export const situations: readonly { title: string; room: Ruled; standings: readonly Standing[] }[] = [
  { title: 'Public room', room: { kind: 'public', ...open }, standings },
  { title: 'Private room', room: { kind: 'private', ...open }, standings },
  { title: 'Public announcement room', room: { kind: 'public', ...open, announcement: true }, standings },
  { title: 'Private announcement room', room: { kind: 'private', ...open, announcement: true }, standings },
  { title: 'Direct room', room: { kind: 'direct', ...open }, standings: ['member', 'outsider'] },
  { title: 'Archived public room', room: { kind: 'public', archived: true }, standings },
  { title: 'Archived private room', room: { kind: 'private', archived: true }, standings },
];

const words: Readonly<Record<Verdict, string>> = { allowed: 'yes', forbidden: '403', not_found: '404' };

const isDeed = (name: string): name is Deed => name in permissions;

const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const sectionOf = ({ title, room, standings: columns }: (typeof situations)[number]): string => {
  const rows = Object.entries(permissions).map(([name, { means }]) => [
    means,
    ...columns.map((standing) => (isDeed(name) ? words[verdictOn(name, room, standing)] : '')),
  ]);
  return [`## ${title}`, '', ...[['', ...columns], ['---', ...columns.map(() => '---')], ...rows].map(lineOf)].join('\n');
};

/** The text of docs/permissions.md. */
export const permissionTable = (): string => `# Who may do what

Made by \`npm run docs:permissions\` from [\`lambdas/domain/permissions.ts\`](../lambdas/domain/permissions.ts), which every call and frame that
names a room goes through; a test tries each cell, and fails when this page is out of date. \`403\` is \`forbidden\`, \`404\` is \`not_found\`: the
room is as good as absent (H16). An outsider is anyone of the workspace who is not in the room, a visitor a guest of the workspace who is not (H20).

${situations.map(sectionOf).join('\n\n')}
`;

if (import.meta.main) writeFileSync(join(import.meta.dirname, '../docs/permissions.md'), permissionTable());
