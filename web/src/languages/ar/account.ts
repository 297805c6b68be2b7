import type { Catalogue } from '../language.ts';

export const account: Catalogue['account'] = {};
