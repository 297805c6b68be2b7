import type { Catalogue } from '../language.ts';

export const profile: Catalogue['profile'] = {};
