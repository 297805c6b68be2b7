import { Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { removal, type StageConfig } from '../config.ts';
import { permit } from './permission.ts';

export interface SiteFilesProps {
  readonly config: StageConfig;
  readonly bucket: IBucket;
  /** What to put there. */
  readonly source: ISource;
  /** The one key that may be written. @default any */
  readonly onlyKey?: string;
  /** Files under this folder have their content's hash in their name and are kept by browsers for a year. All others are asked for anew. */
  readonly hashedFolder?: string;
}

const deploying = 'Used while the stack is deployed, and by nothing that runs.';

/**
 * Puts files into the site's bucket as the stack is deployed, by the CDK's own function under a role of ours, which may do just that. Nothing
 * is removed: a page that is still open may ask for the files of the version before.
 */
export class SiteFiles extends Construct {
  constructor(scope: Construct, id: string, { config, bucket, source, onlyKey, hashedFolder }: SiteFilesProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(this, 'Log', {
      retention: config.logDays,
      removalPolicy: removal(config),
    });
    permit(role, { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn], unused: deploying });
    permit(role, { actions: ['s3:ListBucket'], resources: [bucket.bucketArn], unused: deploying });
    permit(role, {
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(onlyKey ?? '*')],
      wildcardReason: "The app's files carry their content's hash in their name.",
      unused: deploying,
    });
    const put = (name: string, cacheControl: CacheControl[], part: { include?: string[]; exclude?: string[] }) =>
      new BucketDeployment(this, name, {
        sources: [readable(source, role)],
        destinationBucket: bucket,
        cacheControl,
        ...part,
        prune: false,
        memoryLimit: 512,
        role: role.withoutPolicyUpdates(),
        logGroup,
      });

    if (hashedFolder === undefined) {
      put('Files', [CacheControl.noCache()], {});
    } else {
      const year = CacheControl.fromString('public, max-age=31536000, immutable');
      const hashed = put('HashedFiles', [year], { exclude: ['*'], include: [`${hashedFolder}/*`] });
      // index.html last, when what it names is there.
      put('Files', [CacheControl.noCache()], { exclude: [`${hashedFolder}/*`] }).node.addDependency(hashed);
    }
    acknowledgeRuntime(this);
  }
}

/** The source, with the right for the role to read this very file. */
const readable = (source: ISource, role: Role): ISource => ({
  bind(scope, context) {
    const bound = source.bind(scope, context);
    permit(role, { actions: ['s3:GetObject'], resources: [bound.bucket.arnForObjects(bound.zipObjectKey)], unused: deploying });
    return bound;
  },
});

const acknowledgeRuntime = (scope: Construct): void => {
  const handlers = Stack.of(scope).node.children.filter((child) => child.node.id.startsWith('Custom::CDKBucketDeployment'));
  for (const handler of handlers) {
    Validations.of(handler).acknowledge({ id: 'AwsSolutions-L1', reason: "The CDK's own function; its runtime comes with aws-cdk-lib." });
  }
};
