import type { Catalogue } from '../language.ts';

export const people: Catalogue['people'] = {};
