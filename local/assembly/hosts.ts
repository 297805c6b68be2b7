// AWS's host names in the template stand for local addresses. The one place that knows which for which.
import type { CloudDefinition } from './definition.ts';

/** Base URLs of the local servers, without a slash at the end. */
export interface Addresses {
  site: string;
  http: string;
  /** `ws://host:port` */
  websocket: string;
  /** Where AWS's own APIs are served. */
  edge: string;
}

/** Gives the text with every AWS URL in it replaced by the local one. */
export type Localise = (text: string) => string;

export const localiser = (
  cloud: Pick<CloudDefinition, 'region' | 'urlSuffix' | 'httpApi' | 'websocketApi' | 'site'>,
  addresses: Addresses,
): Localise => {
  const gateway = (id: string): string => `${id}.execute-api.${cloud.region}.${cloud.urlSuffix}`;
  const replacements: [string, string][] = [
    [`https://${gateway(cloud.httpApi.id)}`, addresses.http],
    [`wss://${gateway(cloud.websocketApi.id)}`, addresses.websocket],
    [`https://${gateway(cloud.websocketApi.id)}`, `${addresses.edge}/_aws/execute-api/${cloud.websocketApi.id}`],
    [`https://${cloud.site.domainName}`, addresses.site],
    [`https://cognito-idp.${cloud.region}.${cloud.urlSuffix}`, addresses.edge],
    [`https://sqs.${cloud.region}.${cloud.urlSuffix}`, addresses.edge],
    // A content security policy names whole families of hosts.
    [`https://${gateway('*')}`, addresses.http],
    [`wss://${gateway('*')}`, addresses.websocket],
  ];
  return (text) => replacements.reduce((result, [from, to]) => result.replaceAll(from, to), text);
};
