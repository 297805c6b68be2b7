// Functions that a user pool calls when something happened to a user.
import type { Functions, InvokeResult, UserPoolDefinition } from '../../ports.ts';
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

const isLate = (result: InvokeResult): boolean => !result.ok && result.errorType === 'Sandbox.Timedout';

/** How often a user pool asks a trigger that does not answer in time, the first time included (Cognito's developer guide, on Lambda triggers). */
const attempts = 3;

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
  let result = await invoke(functionName, event);
  for (let attempt = 2; attempt <= attempts && isLate(result); attempt += 1) result = await invoke(functionName, event);
  if (!result.ok) throw new RefusedError('UserLambdaValidationException', `${trigger} failed with error ${result.errorMessage}.`);
  if (!isRecord(result.payload)) throw new RefusedError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
};
