// Whoever operates a deployment. In AWS no code that was mailed can be read, so that people are made with the operator's rights, and no mail is sent.
import { cognitoApi, openSignedCalls } from '../../lambdas/adapters/json-calls.ts';
import { type Outputs, PASSWORD } from './black-box.ts';

const PATIENCE_MS = 20_000;

const credentialsOf = ({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: NodeJS.ProcessEnv) => {
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set: aws configure export-credentials --format env prints them.');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
};

const callAsOperator = async ({ cognitoEndpoint, region, operator }: Outputs, action: string, input: object): Promise<void> => {
  const call = openSignedCalls({ region, credentials: async () => operator ?? credentialsOf(process.env) }, cognitoApi, cognitoEndpoint);
  const response = await call(action, input, PATIENCE_MS);
  if (!response.ok) throw new Error(`${action} refused: ${response.status} ${await response.text()}`);
};

/** Makes a person with this address, which counts as confirmed, and the password of everybody here. */
export const enrol = async (outputs: Outputs, email: string, name: string): Promise<void> => {
  const person = { UserPoolId: outputs.userPoolId, Username: email };
  await callAsOperator(outputs, 'AdminCreateUser', {
    ...person,
    MessageAction: 'SUPPRESS',
    UserAttributes: [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'name', Value: name },
    ],
  });
  await callAsOperator(outputs, 'AdminSetUserPassword', { ...person, Password: PASSWORD, Permanent: true });
};

/** Has somebody run the deployment, from their next sign-in on. */
export const makeOperator = (outputs: Outputs, email: string): Promise<void> =>
  callAsOperator(outputs, 'AdminAddUserToGroup', { UserPoolId: outputs.userPoolId, Username: email, GroupName: 'operators' });
