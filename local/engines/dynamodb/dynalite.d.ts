// What we use of dynalite 4.0.0, which comes without types.

declare module 'dynalite/actions/*' {
  import type { Action } from './storage.ts';

  const action: Action;
  export default action;
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    /** Gives the parameters with unknown ones left out. Throws a ServiceError. */
    checkTypes(data: object, types: object): import('./storage.ts').Parameters;
    /** Throws a ServiceError. Adds the parsed expressions to `data`. */
    checkValidations(data: object, types: object, custom: unknown, store: unknown): void;
  };
  export default validations;
}

declare module 'dynalite/validations/*' {
  const validation: { types: object; custom?: unknown };
  export default validation;
}

declare module 'dynalite/db/index.js' {
  import type { Item, Table } from './storage.ts';

  const database: {
    createKey(item: Item, table: Table): string;
    getIndexActions(
      indexes: Table['GlobalSecondaryIndexes'],
      existing: Item | undefined,
      item: Item,
      table: Table,
    ): { puts: { index: string; key: string; item: Item }[] };
  };
  export default database;
}
