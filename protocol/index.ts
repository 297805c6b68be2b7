// The contract between Parley's server and its clients, version 1. Rule numbers (H, C, S, R) are those of docs/protocol.md.
export * from './account.ts';
export * from './blocks.ts';
export * from './commands.ts';
export * from './devices.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './follows.ts';
export * from './ids.ts';
export * from './keepsakes.ts';
export * from './limits.ts';
export * from './mentions.ts';
export * from './parse.ts';
export * from './people.ts';
export * from './previews.ts';
export * from './receipts.ts';
export * from './resources.ts';
export * from './rooms.ts';
