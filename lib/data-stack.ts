import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from './config.ts';
import { Accounts } from './constructs/accounts.ts';
import { ChatFunction } from './constructs/chat-function.ts';
import { Tables } from './constructs/tables.ts';
import { grant } from './functions.ts';

export interface DataStackProps extends StackProps {
  readonly config: StageConfig;
}

/** What must not be lost: the tables, and the people. `accounts` stands here because the user pool calls it. */
export class DataStack extends Stack {
  readonly tables: Tables;
  readonly accounts: Accounts;

  constructor(scope: Construct, id: string, { config, ...props }: DataStackProps) {
    super(scope, id, props);
    this.tables = new Tables(this, 'Tables', { config });
    const trigger = new ChatFunction(this, 'accounts', {
      config,
      name: 'accounts',
      environment: { DIRECTORY_TABLE: this.tables.directory.tableName },
    });
    grant(trigger, this.tables.grantors);
    this.accounts = new Accounts(this, 'Accounts', { config, trigger });
  }
}
