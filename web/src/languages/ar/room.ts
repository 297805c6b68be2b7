import type { Catalogue } from '../language.ts';

export const room: Catalogue['room'] = {};
