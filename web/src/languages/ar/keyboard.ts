import type { Catalogue } from '../language.ts';

export const keyboard: Catalogue['keyboard'] = {};
