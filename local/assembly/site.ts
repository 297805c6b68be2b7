import * as z from 'zod/mini';
import { Problem } from '../problem.ts';
import type { SiteDefinition, SiteSource } from './definition.ts';
import { boolean, number, propertiesOf, strings } from './properties.ts';
import type { Resources } from './resources.ts';

const distributionSchema = z.object({
  DistributionConfig: z.object({
    DefaultRootObject: z.optional(z.string()),
    DefaultCacheBehavior: z.object({ ResponseHeadersPolicyId: z.optional(z.string()) }),
    CustomErrorResponses: z.optional(z.array(z.object({ ErrorCode: number, ResponsePagePath: z.optional(z.string()) }))),
  }),
});
const deploymentSchema = z.object({
  SourceObjectKeys: strings,
  SourceMarkers: z.optional(z.array(z.record(z.string(), z.string()))),
  Exclude: z.optional(strings),
  Include: z.optional(strings),
  SystemMetadata: z.optional(z.object({ 'cache-control': z.optional(z.string()) })),
  SourceMarkersConfig: z.optional(z.array(z.object({ jsonEscape: z.optional(boolean) }))),
});
const headersPolicySchema = z.object({
  ResponseHeadersPolicyConfig: z.object({
    SecurityHeadersConfig: z.optional(
      z.object({
        ContentSecurityPolicy: z.optional(z.object({ ContentSecurityPolicy: z.string() })),
        ContentTypeOptions: z.optional(z.object({})),
        FrameOptions: z.optional(z.object({ FrameOption: z.string() })),
        ReferrerPolicy: z.optional(z.object({ ReferrerPolicy: z.string() })),
        StrictTransportSecurity: z.optional(
          z.object({ AccessControlMaxAgeSec: number, IncludeSubdomains: z.optional(boolean), Preload: z.optional(boolean) }),
        ),
        XSSProtection: z.optional(z.object({ Protection: boolean, ModeBlock: z.optional(boolean) })),
      }),
    ),
    CustomHeadersConfig: z.optional(z.object({ Items: z.array(z.object({ Header: z.string(), Value: z.string() })) })),
  }),
});

export const readSite = (resources: Resources): SiteDefinition => {
  const distributions = resources.ofType('AWS::CloudFront::Distribution');
  const [distribution] = distributions;
  if (!distribution || distributions.length > 1) {
    throw new Problem(`The local cloud serves exactly one CloudFront distribution; the template has ${distributions.length}.`);
  }
  const { DistributionConfig: config } = propertiesOf(distribution, distributionSchema);
  const fallback = config.CustomErrorResponses?.find(
    ({ ErrorCode, ResponsePagePath }) => ResponsePagePath && [403, 404].includes(ErrorCode),
  );
  return {
    domainName: distribution.attribute('DomainName'),
    sources: readSources(resources),
    defaultDocument: config.DefaultRootObject ?? 'index.html',
    ...(fallback?.ResponsePagePath ? { fallbackDocument: fallback.ResponsePagePath.replace(/^\//, '') } : {}),
    headers: headersOf(config.DefaultCacheBehavior.ResponseHeadersPolicyId, resources),
  };
};

const readSources = (resources: Resources): SiteSource[] =>
  resources.ofType('Custom::CDKBucketDeployment').flatMap((resource) => {
    const deployment = propertiesOf(resource, deploymentSchema);
    const cacheControl = deployment.SystemMetadata?.['cache-control'];
    return deployment.SourceObjectKeys.map((key, index) => ({
      folder: resources.asset(key),
      exclude: deployment.Exclude ?? [],
      include: deployment.Include ?? [],
      ...(cacheControl === undefined ? {} : { cacheControl }),
      markers: deployment.SourceMarkers?.[index] ?? {},
      escapeJson: deployment.SourceMarkersConfig?.[index]?.jsonEscape ?? false,
    }));
  });

const headersOf = (policyId: string | undefined, resources: Resources): Record<string, string> => {
  const resource = resources.ofType('AWS::CloudFront::ResponseHeadersPolicy').find(({ ref }) => ref === policyId);
  if (!resource) return {};
  const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } = propertiesOf(
    resource,
    headersPolicySchema,
  ).ResponseHeadersPolicyConfig;
  const transport = security?.StrictTransportSecurity;
  const headers: Record<string, string | undefined> = {
    'content-security-policy': security?.ContentSecurityPolicy?.ContentSecurityPolicy,
    'x-content-type-options': security?.ContentTypeOptions && 'nosniff',
    'x-frame-options': security?.FrameOptions?.FrameOption,
    'referrer-policy': security?.ReferrerPolicy?.ReferrerPolicy,
    'strict-transport-security':
      transport &&
      `max-age=${transport.AccessControlMaxAgeSec}${transport.IncludeSubdomains ? '; includeSubDomains' : ''}${transport.Preload ? '; preload' : ''}`,
    'x-xss-protection':
      security?.XSSProtection &&
      `${security.XSSProtection.Protection ? '1' : '0'}${security.XSSProtection.ModeBlock ? '; mode=block' : ''}`,
    ...Object.fromEntries((custom?.Items ?? []).map(({ Header, Value }) => [Header.toLowerCase(), Value])),
  };
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));
};
