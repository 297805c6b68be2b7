import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export interface FirewallProps {
  /** `CLOUDFRONT` exists in us-east-1 only; `REGIONAL` is for whatever stands in the stack's own Region. */
  readonly scope: 'CLOUDFRONT' | 'REGIONAL';
  /** Most requests of one address in five minutes; more are refused until it is quiet again. An office shares one address. */
  readonly mostRequests: number;
}

/** AWS's own lists, which it keeps up to date: addresses that are known for attacks, and requests that only attackers make. */
const managedRules = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'];

const visible = (metricName: string) => ({ cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true });

/** Refuses floods, known attackers and known attacks before they cost anything (decision 0085). */
export class Firewall extends Construct {
  readonly arn: string;

  constructor(construct: Construct, id: string, { scope, mostRequests }: FirewallProps) {
    super(construct, id);
    const acl = new CfnWebACL(this, 'Rules', {
      scope,
      defaultAction: { allow: {} },
      visibilityConfig: visible('Firewall'),
      rules: [
        {
          name: 'Flood',
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: mostRequests } },
          visibilityConfig: visible('Flood'),
        },
        ...managedRules.map((name, index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
          visibilityConfig: visible(name),
        })),
      ],
    });
    this.arn = acl.attrArn;
  }

  /** Puts it before a resource of the same Region. */
  guard(resourceArn: string): void {
    new CfnWebACLAssociation(this, 'Before', { resourceArn, webAclArn: this.arn });
  }
}
