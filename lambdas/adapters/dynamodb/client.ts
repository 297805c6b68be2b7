import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfig, type Platform } from '../clients.ts';

/** The one DynamoDB client of a process. `endpoint` is for tests; elsewhere the SDK's own `AWS_ENDPOINT_URL*` variables decide. */
export const openDynamoDb = (platform: Platform, endpoint?: string): DynamoDBClient =>
  new DynamoDBClient({ ...clientConfig(platform), ...(endpoint === undefined ? {} : { endpoint }) });
