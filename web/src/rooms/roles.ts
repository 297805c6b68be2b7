import type { Role } from '@parley/protocol';

/** Who stands above whom. */
export const rank: Readonly<Record<Role, number>> = { owner: 3, moderator: 2, member: 1, guest: 0 };
