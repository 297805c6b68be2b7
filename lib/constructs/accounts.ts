import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { AccountRecovery, CfnUserPool, CfnUserPoolGroup, FeaturePlan, Mfa, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { removal, type StageConfig } from '../config.ts';
import { type Grantor, ofService } from '../functions.ts';
import type { ChatFunction } from './chat-function.ts';
import { Firewall } from './firewall.ts';

export interface AccountsProps {
  readonly config: StageConfig;
  /** Makes the profile of somebody who confirms their address or logs in. */
  readonly trigger: ChatFunction<'accounts'>;
}

/** Who people are: Cognito keeps the passwords and signs the tokens, nothing else does. */
export class Accounts extends Construct {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  readonly grantor: Grantor;

  constructor(scope: Construct, id: string, { config, trigger }: AccountsProps) {
    super(scope, id);
    this.userPool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // A new address counts once it is verified; until then the old one still logs in.
      keepOriginal: { email: true },
      standardAttributes: { email: { required: true, mutable: true }, fullname: { required: true, mutable: true } },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      // Length does most; the classes stand in for the check against leaked passwords, which only Cognito's dearest tier has (decision 0014).
      passwordPolicy: { minLength: 10, requireLowercase: true, requireUppercase: true, requireDigits: true, requireSymbols: true },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.LITE,
      lambdaTriggers: { postConfirmation: trigger.lambda, postAuthentication: trigger.lambda },
      deletionProtection: config.keepData,
      removalPolicy: removal(config),
    });
    if (config.mailFrom !== undefined) this.#mailFrom(config.mailFrom);
    // Known by this name in tokens (protocol/insight.ts), and within the pool alone.
    new CfnUserPoolGroup(this, 'Operators', {
      userPoolId: this.userPool.userPoolId,
      groupName: 'operators',
      description: 'See in the app what is carried and what it costs',
    });
    Validations.of(this.userPool).acknowledge({
      id: 'AwsSolutions-COG2',
      reason: 'Everyone may turn on a second factor (TOTP). To require one would shut out people without an authenticator.',
    });
    Validations.of(this.userPool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The Plus tier costs a charge per user a month from the first user; Parley costs nothing when idle.',
    });
    this.grantor = {
      allow: (fn, actions, unused) => fn.allow({ ...ofService('cognito-idp', actions, unused), resources: [this.userPool.userPoolArn] }),
    };
    // Guessing passwords is what a sign-in is called a thousand times for.
    if (config.firewall) new Firewall(this, 'Firewall', { scope: 'REGIONAL', mostRequests: 1_000 }).guard(this.userPool.userPoolArn);
    this.client = this.userPool.addClient('Client', {
      // The client is a web page: it could not keep a secret.
      generateSecret: false,
      authFlows: { userPassword: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
  }

  /**
   * Has codes mailed by Amazon SES, which has verified the domain as a whole: its mails are signed, and another address of it needs nothing new. Below
   * the CDK's own `UserPoolEmail`, which wants a Region that a stage for any Region does not name.
   */
  #mailFrom(address: string): void {
    const { defaultChild } = this.userPool.node;
    if (!(defaultChild instanceof CfnUserPool)) throw new Error('A user pool is one resource.');
    const domain = address.slice(address.indexOf('@') + 1);
    defaultChild.emailConfiguration = {
      emailSendingAccount: 'DEVELOPER',
      from: `Parley <${address}>`,
      sourceArn: Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: domain }),
    };
  }
}
