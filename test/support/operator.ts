// Whoever operates a stage in AWS. No code that was mailed can be read there, so people are made with the operator's rights, and no mail is sent.
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Outputs, PASSWORD } from './black-box.ts';

type Bytes = string | ArrayBuffer | ArrayBufferView;
const bytesOf = (data: Bytes): string | Uint8Array => {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
};

/** SHA-256, keyed or not, by Node's own crypto, in the shape that the signer asks for. */
class Sha256 {
  readonly #hash;
  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: Bytes): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

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
