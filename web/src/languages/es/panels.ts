import type { Catalogue } from '../language.ts';

export const panels: Catalogue['panels'] = {};
