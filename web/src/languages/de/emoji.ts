import type { Catalogue } from '../language.ts';

export const emoji: Catalogue['emoji'] = {};
