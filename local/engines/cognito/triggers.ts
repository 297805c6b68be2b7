// Functions that a user pool calls when something happened to a user.
import type { Functions, UserPoolDefinition } from '../../ports.ts';
import { isRecord, RefusedError } from '../aws-json.ts';

/** Runs a function by the name that the pool's definition gives. */
export type InvokeTrigger = Functions['invoke'];

export interface Occasion {
  pool: UserPoolDefinition;
  region: string;
  clientId: string;
  userName: string;
  /** `PostConfirmation_ConfirmSignUp`; its first part names the trigger. */
  source: string;
  request: Record<string, unknown>;
}

/** Runs the pool's trigger, if it has one. Throws what Cognito answers when it fails. */
export const fireTrigger = async (
  invoke: InvokeTrigger,
  { pool, region, clientId, userName, source, request }: Occasion,
): Promise<void> => {
  const [trigger = ''] = source.split('_');
  const functionName = pool.triggers[trigger];
  if (functionName === undefined) return;
  const event = {
    version: '1',
    region,
    userPoolId: pool.id,
    userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    triggerSource: source,
    request,
    response: {},
  };
  const result = await invoke(functionName, event);
  if (!result.ok) throw new RefusedError('UserLambdaValidationException', `${trigger} failed with error ${result.errorMessage}.`);
  if (!isRecord(result.payload)) throw new RefusedError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
};
