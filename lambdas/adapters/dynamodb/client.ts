import type {
  BatchGetItemInput,
  BatchGetItemOutput,
  BatchWriteItemInput,
  BatchWriteItemOutput,
  DeleteItemInput,
  DeleteItemOutput,
  GetItemInput,
  GetItemOutput,
  PutItemInput,
  PutItemOutput,
  QueryInput,
  QueryOutput,
  ScanInput,
  ScanOutput,
  UpdateItemInput,
  UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';
import type { Platform } from '../clients.ts';
import { openService } from '../services.ts';

/** What DynamoDB can be asked, as far as it is; the SDK lends its types. No attribute holds bytes: those would be base64 on the wire. */
interface Actions {
  BatchGetItem: [BatchGetItemInput, BatchGetItemOutput];
  BatchWriteItem: [BatchWriteItemInput, BatchWriteItemOutput];
  DeleteItem: [DeleteItemInput, DeleteItemOutput];
  GetItem: [GetItemInput, GetItemOutput];
  PutItem: [PutItemInput, PutItemOutput];
  Query: [QueryInput, QueryOutput];
  Scan: [ScanInput, ScanOutput];
  UpdateItem: [UpdateItemInput, UpdateItemOutput];
}

export interface DynamoDb {
  /** Rejects with a `ServiceError`. */
  call<A extends keyof Actions>(action: A, input: Actions[A][0]): Promise<Actions[A][1]>;
  close(): void;
}

/** AWS's own, of the Region. */
const endpointIn = (region: string): string => `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

/** The one DynamoDB client of a process. `endpoint` is for tests. */
export const openDynamoDb = (platform: Platform, endpoint?: string): DynamoDb => {
  const { region, endpoints } = platform;
  const service = openService(platform, 'dynamodb', 'DynamoDB_20120810', endpoint ?? endpoints?.dynamodb ?? endpointIn(region));
  return {
    call: async (action, input) => Object.assign({}, await service.call(action, input)),
    close: service.close,
  };
};
