import type { PresenceState } from '@parley/protocol';

export const presenceNames: Readonly<Record<PresenceState, string>> = { online: 'Online', away: 'Away', offline: 'Offline' };
