// Whoever operates a stage in AWS. No code that was mailed can be read there, so people are made with the operator's rights, and no mail is sent.
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../lambdas/adapters/sha256.ts';
import { type Outputs, PASSWORD } from './black-box.ts';

const credentialsOf = ({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: NodeJS.ProcessEnv) => {
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set: aws configure export-credentials --format env prints them.');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
};

const callAsOperator = async ({ cognitoEndpoint, region }: Outputs, action: string, input: object): Promise<void> => {
  const { protocol, hostname, host } = new URL(cognitoEndpoint);
  const body = JSON.stringify(input);
  const signer = new SignatureV4({ service: 'cognito-idp', region, credentials: credentialsOf(process.env), sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    path: '/',
    headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${action}` },
    body,
  });
  const { host: _host, ...signed } = headers;
  const response = await fetch(cognitoEndpoint, { method: 'POST', headers: signed, body });
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
