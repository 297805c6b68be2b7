import type { Catalogue } from '../language.ts';

export const threads: Catalogue['threads'] = {};
