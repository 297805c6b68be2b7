// Calls of AWS's JSON APIs, where one or two are not worth a client of the SDK's.
import type { Platform } from './clients.ts';
import { openSigner } from './signature.ts';

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
export const openSignedCalls = (platform: Platform, api: JsonApi, endpoint: string | undefined): JsonCall => {
  const url = urlOf(api, platform.region, endpoint);
  const sign = openSigner(api.service, platform);
  return async (action, input, timeoutMs) => {
    const body = JSON.stringify(input);
    const plain = { ...headersOf(api, action), host: url.host };
    const { host: _, ...headers } = await sign({ method: 'POST', path: '/', headers: plain, body });
    return fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
  };
};
