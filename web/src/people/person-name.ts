import type { Person } from '@parley/protocol';
import { t } from '../languages/language.ts';

/** The name that somebody goes by; what stands for those who have deleted their account is the reader's language's matter. */
export const personName = ({ name, deleted }: Pick<Person, 'name' | 'deleted'>): string => (deleted ? t.people.deletedName : name);
