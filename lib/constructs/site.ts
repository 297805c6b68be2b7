import { createHash } from 'node:crypto';
import { Aws, CfnResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { removal, type StageConfig } from '../config.ts';
import { Firewall } from './firewall.ts';

export interface SiteProps {
  readonly config: StageConfig;
}

/** The web app's files behind CloudFront, with the headers that keep a page from doing what it should not. */
export class Site extends Construct {
  readonly bucket: IBucket;
  /** Where people open the app, and the origin that the APIs let in: `https://…`, without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { config }: SiteProps) {
    super(scope, id);
    const { domain } = config;
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: removal(config),
      autoDeleteObjects: config.stage === 'dev',
    });
    if (config.stage === 'dev') logEmptying(this, config);
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Holds the published files of the app and nothing of anybody; only CloudFront reads it.',
    });

    // The library's class and interface differ in how they write an optional property.
    this.bucket = bucket as IBucket;

    const firewallArn = config.firewall ? (config.siteFirewallArn ?? siteFirewall(this).arn) : undefined;
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Parley ${config.stage}`,
      ...(firewallArn !== undefined && { webAclId: firewallArn }),
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...(domain && {
        domainNames: [domain.name],
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      }),
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: securityHeaders(this),
        compress: true,
      },
      // The app routes in the browser: any path that is not a file is the app. S3 answers 403, since nobody may list the bucket.
      errorResponses: [403, 404].map((httpStatus) => ({
        httpStatus,
        responseHttpStatus: 200,
        responsePagePath: '/index.html',
        ttl: Duration.seconds(0),
      })),
    });
    const reasons: Record<string, string> = {
      CFR1: 'Parley is for anyone; the operator who must leave a country out knows it.',
      ...(firewallArn === undefined && {
        CFR2: 'Static files from a private bucket leave a firewall little to filter; -c firewall=true sets one before them.',
      }),
      CFR3: 'Who looked at static files is personal data without a use. Calls to the APIs are logged at the gateways.',
      ...(domain === undefined && { CFR4: 'CloudFront fixes the TLS policy of its own host name; with siteDomain it is TLSv1.2_2021.' }),
    };
    for (const [rule, reason] of Object.entries(reasons)) Validations.of(distribution).acknowledge({ id: `AwsSolutions-${rule}`, reason });
    this.url = `https://${domain?.name ?? distribution.distributionDomainName}`;
  }
}

/** The CDK's own function that empties the bucket as the stack goes would leave a log behind that nobody ends. */
const logEmptying = (site: Site, config: StageConfig): void => {
  const provider = Stack.of(site).node.findChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  const handler = provider.node.findChild('Handler');
  if (!(handler instanceof CfnResource)) throw new Error(`${handler.node.path} is not a resource of the template.`);
  const log = new LogGroup(site, 'EmptyingLog', { retention: config.logDays, removalPolicy: removal(config) });
  handler.addPropertyOverride('LoggingConfig.LogGroup', log.logGroupName);
  handler.addPropertyOverride('Architectures', [Architecture.ARM_64.name]);
};

/** A page with all its parts takes some 30 requests, and then none for a year. */
const siteFirewall = (site: Site): Firewall => new Firewall(site, 'Firewall', { scope: 'CLOUDFRONT', mostRequests: 3_000 });

/** Where the app may connect. The APIs' names are only known after the site's, so the rule names the Region (decision 0010). */
const connectSources = [
  "'self'",
  `https://*.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`,
  `wss://*.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`,
  `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`,
].join(' ');

/** The two style elements that React Aria adds to a page, to the letter: what a press and an open dialogue do to scrolling. */
const reactAriaStyles = [
  '@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}',
  '@layer {\n  * {\n    overscroll-behavior: contain;\n  }\n}',
];

const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // React sets styles through the DOM, which this allows; it refuses style attributes in markup, and style elements but these.
  `style-src 'self' ${reactAriaStyles.map(hashSource).join(' ')}`,
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  `connect-src ${connectSources}`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders = (scope: Construct): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, 'SecurityHeaders', {
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
        { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
        { header: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()', override: true },
      ],
    },
  });
