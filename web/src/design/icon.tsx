/** Line drawings on a 20-unit grid. */
const drawings = {
  add: 'M10 4.5v11M4.5 10h11',
  archive: 'M3.5 4.5h13v3h-13zM4.5 7.5v7a1.5 1.5 0 0 0 1.5 1.5h8a1.5 1.5 0 0 0 1.5-1.5v-7M8.25 10.75h3.5',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  ban: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M5.5 5.5l9 9',
  bell: 'M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1.5 1.5H4zM8.5 17h3',
  bookmark: 'M6 3.5h8v13l-4-3-4 3z',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  clock: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M10 6.5V10l2.3 1.5',
  close: 'm5 5 10 10M15 5 5 15',
  compass: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M12.75 7.25l-1.5 4-4 1.5 1.5-4z',
  contrast: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M10 3.5v13M12.5 5v10M15 7v6',
  copy: 'M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3',
  delete: 'M4 5.75h12M8 5.5V4h4v1.5M5.5 5.75l.6 10.25h7.8l.6-10.25M8.5 8.75v4.5M11.5 8.75v4.5',
  device: 'M4 4.5h12v8.5H4zM10 13v3M7 16h6',
  down: 'M10 4.5v11M5 10.5l5 5 5-5',
  eye: 'M2.5 10c1.5-3 4.25-4.75 7.5-4.75S16 7 17.5 10c-1.5 3-4.25 4.75-7.5 4.75S4 13 2.5 10M10 12.25a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5',
  edit: 'M4 16l.7-3.3L13.1 4.3a1.4 1.4 0 0 1 2 0l.6.6a1.4 1.4 0 0 1 0 2L7.3 15.3zM11.5 5.9l2.6 2.6',
  flag: 'M5.5 17V3.5M5.5 4h9l-2 3.25 2 3.25h-9',
  globe:
    'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M3.5 10h13M10 3.5c2 2 2.75 4 2.75 6.5s-.75 4.5-2.75 6.5c-2-2-2.75-4-2.75-6.5S8 5.5 10 3.5',
  hash: 'M8 3.5 6.5 16.5M13.5 3.5 12 16.5M4 7.5h13M3 12.5h13',
  keyboard: 'M3.5 5.5h13v9h-13zM6.5 8.25h.01M10 8.25h.01M13.5 8.25h.01M6.5 11.75h7',
  key: 'M12.75 11.5a4.25 4.25 0 1 0-4.1-3.15L3.5 13.5v3h3v-2h2v-2h.7l1.05-1.05a4.2 4.2 0 0 0 2.5.05M13.5 6.6v.01',
  leave: 'M8.5 16H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 4h3.5M12.5 13.5 16 10l-3.5-3.5M16 10H8',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  mail: 'M3.5 5h13v10h-13zM3.5 5.75l6.5 5 6.5-5',
  megaphone: 'M4 8.5v3h2.5l6.5 3.5v-10L6.5 8.5zM7 11.5 8 16h2l-.8-3.3M15.5 8.5v3',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  message: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h7A2.5 2.5 0 0 1 16 6.5v4a2.5 2.5 0 0 1-2.5 2.5H9l-3.8 3v-3.35A2.5 2.5 0 0 1 4 10.5z',
  offline:
    'M3.5 8.5a9.5 9.5 0 0 1 3-1.9M9 5.8a9.5 9.5 0 0 1 7.5 2.7M6 11.3a6 6 0 0 1 3-1.5M12.3 10.1a6 6 0 0 1 1.7 1.2M10 15h.01M4 3.5l12 13',
  people:
    'M7.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M3 15.5c.3-2.5 2-4 4.5-4s4.2 1.5 4.5 4M12.7 9.3a2.3 2.3 0 0 0 0-4.4M14 11.7c1.7.5 2.8 1.8 3 3.8',
  person: 'M10 9.5A2.75 2.75 0 1 0 10 4a2.75 2.75 0 0 0 0 5.5M4.5 16c.4-2.8 2.5-4.25 5.5-4.25s5.1 1.45 5.5 4.25',
  'person-add': 'M8 9.5A2.5 2.5 0 1 0 8 4.5a2.5 2.5 0 0 0 0 5M3 15.5c.3-2.5 2.2-4 5-4s4.7 1.5 5 4M15 6.5v5M12.5 9h5',
  pin: 'M7 3.5h6M8 3.5v5L5.5 11.5h9L12 8.5v-5M10 11.5v5',
  poll: 'M5 16V9M10 16V4M15 16v-5',
  retry: 'M15.5 8.5a6 6 0 1 0 .5 3M15.8 4.5v4h-4',
  search: 'M9 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10M12.7 12.7l3.8 3.8',
  send: 'M3.75 10 16.5 4l-3.9 12.5-3-5.1zM9.6 11.4l3-3.2',
  smile: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M7.25 11.5c.6 1.3 1.6 2 2.75 2s2.15-.7 2.75-2M7.75 8.25h.01M12.25 8.25h.01',
  link: 'M8.5 11.5a3 3 0 0 0 4.25 0l2.5-2.5A3 3 0 0 0 11 4.75l-1 1M11.5 8.5a3 3 0 0 0-4.25 0L4.75 11A3 3 0 0 0 9 15.25l1-1',
  quote: 'M4.5 6h5v4.5c0 2-1 3.25-3 3.75M11.5 6h5v4.5c0 2-1 3.25-3 3.75',
  forward: 'M11 5.5 15.5 10 11 14.5M15.5 10H9a4.5 4.5 0 0 0-4.5 4.5v.5',
  history: 'M4 10a6 6 0 1 1 1.8 4.3M4 5.5V10h4M10 7v3.2l2 1.3',
  unread: 'M5 5h10v9H9.5L6.5 16.5V14H5zM10 9.5h.01',
  calendar: 'M4 5.5h12v11H4zM4 9h12M7.5 3.5v3.5M12.5 3.5v3.5',
  star: 'm10 3.5 2 4.2 4.5.6-3.3 3.2.8 4.5-4-2.2-4 2.2.8-4.5-3.3-3.2 4.5-.6z',
  thread: 'M4 5h12v8H9.5L6 16v-3H4zM7 8h6M7 10.25h4',
  section: 'M3.5 6V5h5l1.5 2h6.5v8.5h-13z',
  settings: 'M4 6.5h5M13 6.5h3M11 8.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4M4 13.5h2M10 13.5h6M8 15.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  warning: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M10 7v3.7M10 13.2v.01',
} as const;

export type IconName = keyof typeof drawings;

/** Those that point along the line of writing. */
const pointing: ReadonlySet<IconName> = new Set(['back', 'forward', 'leave', 'send']);

export const iconNames = Object.keys(drawings) as IconName[];

/** Decoration: whatever carries it has the name. */
export const Icon = ({ name, size = 20 }: { name: IconName; size?: number }) => (
  <svg
    aria-hidden="true"
    className={pointing.has(name) ? 'icon-pointing' : undefined}
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth={name === 'more' ? 2.4 : 1.5}
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <path d={drawings[name]} />
  </svg>
);

export const BrandMark = ({ size = 28 }: { size?: number }) => <img src="/icon.svg" alt="" width={size} height={size} />;
