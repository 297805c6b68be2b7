import type { Catalogue } from '../language.ts';

export const later: Catalogue['later'] = {};
