import type { Catalogue } from '../language.ts';

export const reports: Catalogue['reports'] = {};
