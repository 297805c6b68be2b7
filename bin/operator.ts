// `npm run operator`: says who runs a deployment, and so sees in the app what it carries and what it costs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { cognitoApi, type JsonCall, openSignedCalls } from '../lambdas/adapters/json-calls.ts';
import { operatorsGroup } from '../protocol/insight.ts';

const usage = `Usage: npm run operator -- --email ADDRESS [--remove] --user-pool ID | --local [--data DIR]

Has somebody who has an account run the deployment, or no longer. It holds from their next sign-in on,
and for who has signed in already within an hour.

  --email ADDRESS  with which they sign in
  --remove         they run it no longer
  --user-pool ID   of a deployed stage: its output userPoolId; with your AWS credentials and Region
  --local          the local cloud that is running
  --data DIR       where that one keeps its data (default .parley)
  --help           show this`;

const TIMEOUT_MS = 10_000;

/** A sentence for the operator. */
class Refusal extends Error {}

interface Target {
  userPoolId: string;
  call: JsonCall;
}

const outputs = z.object({
  region: z.string(),
  userPoolId: z.string(),
  cognitoEndpoint: z.string(),
  operator: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

const localCloud = (data: string): Target => {
  const file = join(data, 'outputs.json');
  try {
    const { region, userPoolId, cognitoEndpoint, operator } = outputs.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { userPoolId, call: openSignedCalls({ region, credentials: async () => operator }, cognitoApi, cognitoEndpoint) };
  } catch (cause) {
    throw new Refusal(`No local cloud is running on ${data}: there is no ${file}. Start one with npm start.`, { cause });
  }
};

const deployed = async (userPoolId: string): Promise<Target> => {
  // Finds credentials and Region as all of AWS's tools do; this one client is at hand.
  const { region, credentials } = new SQSClient().config;
  return { userPoolId, call: openSignedCalls({ region: await region(), credentials }, cognitoApi, process.env.AWS_ENDPOINT_URL) };
};

const readOptions = () => {
  try {
    const options = {
      email: { type: 'string' },
      remove: { type: 'boolean', default: false },
      'user-pool': { type: 'string' },
      local: { type: 'boolean', default: false },
      data: { type: 'string', default: '.parley' },
      help: { type: 'boolean', default: false },
    } as const;
    const { values } = parseArgs({ options });
    const { email = '', 'user-pool': userPool, local, help } = values;
    if (!help && email === '') throw new Refusal('Say with --email who it is.');
    if (!help && (userPool === undefined) !== local) throw new Refusal('Say either --user-pool ID or --local.');
    return { ...values, email, userPool };
  } catch (cause) {
    throw new Refusal(`${cause instanceof Error ? cause.message : cause}\n\n${usage}`, { cause });
  }
};

/** What Cognito says where there is nobody of this address. */
const NOBODY = /UserNotFoundException/;

const main = async (): Promise<void> => {
  const { email, remove, userPool, data, help } = readOptions();
  if (help) return console.log(usage);
  const { userPoolId, call } = userPool === undefined ? localCloud(data) : await deployed(userPool);
  const action = remove ? 'AdminRemoveUserFromGroup' : 'AdminAddUserToGroup';
  const answer = await call(action, { UserPoolId: userPoolId, Username: email, GroupName: operatorsGroup }, TIMEOUT_MS);
  if (!answer.ok) {
    const reason = await answer.text();
    throw new Refusal(
      NOBODY.test(reason) ? `Nobody has signed up as ${email}.` : `Cognito refused ${action}: ${answer.status} ${reason.slice(0, 300)}`,
    );
  }
  console.log(
    remove
      ? `${email} does not run this Parley any more: an hour from now at the latest, or from the next sign-in on.`
      : `${email} runs this Parley, from the next sign-in on: Settings → Operation shows what it carries and what that costs.`,
  );
};

main().catch((error) => {
  console.error(error instanceof Refusal ? error.message : String(error));
  process.exitCode = 1;
});
