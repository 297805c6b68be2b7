import { Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { removal, type StageConfig } from '../config.ts';
import { type Grantor, ofService } from '../functions.ts';

const string = (name: string) => ({ name, type: AttributeType.STRING });
const number = (name: string) => ({ name, type: AttributeType.NUMBER });

const grantorOf = (arn: string): Grantor => ({
  allow: (fn, actions, unused) => fn.allow({ ...ofService('dynamodb', actions, unused), resources: [arn] }),
});

export interface TablesProps {
  readonly config: StageConfig;
}

/** The three tables of architecture.md, and the right to use each table and each index on its own. */
export class Tables extends Construct {
  readonly directory: Table;
  readonly messages: Table;
  readonly connections: Table;
  /** By the names that lib/functions.ts gives them. */
  readonly grantors: Readonly<Record<string, Grantor>>;

  constructor(scope: Construct, id: string, { config }: TablesProps) {
    super(scope, id);
    const everyTable = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      // AWS's own keys: encrypted at rest without a charge per request (decision 0012).
      encryption: TableEncryption.DEFAULT,
      removalPolicy: removal(config),
      deletionProtection: config.keepData,
      timeToLiveAttribute: 'expiresAt',
    } satisfies Partial<TableProps>;
    const restorable = {
      ...everyTable,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: config.recoveryDays },
    };

    this.directory = new Table(this, 'Directory', { ...restorable, partitionKey: string('pk'), sortKey: string('sk') });
    this.directory.addGlobalSecondaryIndex({
      indexName: 'byUser',
      partitionKey: string('byUserPk'),
      sortKey: string('byUserSk'),
      projectionType: ProjectionType.ALL,
    });

    this.messages = new Table(this, 'Messages', { ...restorable, partitionKey: string('pk'), sortKey: number('seq') });

    this.connections = new Table(this, 'Connections', { ...everyTable, partitionKey: string('connectionId'), sortKey: string('channel') });
    this.connections.addGlobalSecondaryIndex({
      indexName: 'byChannel',
      partitionKey: string('channelShard'),
      sortKey: string('connectionId'),
      // What a roster is read for, and nothing that the gate writes: a write to the index for each message would double its price.
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['userId', 'expiresAt'],
    });
    Validations.of(this.connections).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'A row says that a socket is open now. A restored one would be wrong; clients open new sockets by themselves.',
    });

    this.grantors = {
      directory: grantorOf(this.directory.tableArn),
      'directory/byUser': grantorOf(`${this.directory.tableArn}/index/byUser`),
      messages: grantorOf(this.messages.tableArn),
      connections: grantorOf(this.connections.tableArn),
      'connections/byChannel': grantorOf(`${this.connections.tableArn}/index/byChannel`),
    };
  }
}
