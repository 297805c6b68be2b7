import type { Catalogue } from '../language.ts';

export const invite: Catalogue['invite'] = {};
