// Calls of AWS's JSON APIs, where one or two are not worth a client of the SDK's.
import { SignatureV4 } from '@smithy/signature-v4';
import type { Platform } from './clients.ts';
import { Sha256 } from './sha256.ts';

export interface JsonApi {
  /** The name that calls are signed for. */
  service: string;
  /** What `x-amz-target` begins with. */
  target: string;
  /** Of the JSON protocol. */
  version: '1.0' | '1.1';
}

export const cognitoApi: JsonApi = { service: 'cognito-idp', target: 'AWSCognitoIdentityProviderService', version: '1.1' };
export const cloudwatchApi: JsonApi = { service: 'monitoring', target: 'GraniteServiceVersion20100801', version: '1.0' };

/** Rejects where no answer comes within `timeoutMs`; a refusal is an answer. */
export type JsonCall = (action: string, input: object, timeoutMs: number) => Promise<Response>;

const urlOf = ({ service }: JsonApi, region: string, endpoint: string | undefined): URL =>
  new URL(endpoint ?? `https://${service}.${region}.amazonaws.com/`);

const headersOf = ({ target, version }: JsonApi, action: string): Record<string, string> => ({
  'content-type': `application/x-amz-json-${version}`,
  'x-amz-target': `${target}.${action}`,
});

/** Calls that anybody may make, without a signature. `endpoint`: AWS's own unless given. */
export const openCalls = (region: string, api: JsonApi, endpoint: string | undefined): JsonCall => {
  const url = urlOf(api, region, endpoint);
  return (action, input, timeoutMs) =>
    fetch(url, {
      method: 'POST',
      headers: headersOf(api, action),
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(timeoutMs),
    });
};

/** The same, signed. */
export const openSignedCalls = ({ region, credentials }: Platform, api: JsonApi, endpoint: string | undefined): JsonCall => {
  const url = urlOf(api, region, endpoint);
  const signer = new SignatureV4({ service: api.service, region, credentials, sha256: Sha256 });
  return async (action, input, timeoutMs) => {
    const body = JSON.stringify(input);
    const { protocol, hostname, host } = url;
    const plain = { ...headersOf(api, action), host };
    const { headers } = await signer.sign({ method: 'POST', protocol, hostname, path: '/', headers: plain, body });
    const { host: _host, ...signed } = headers;
    return fetch(url, { method: 'POST', headers: signed, body, signal: AbortSignal.timeout(timeoutMs) });
  };
};
