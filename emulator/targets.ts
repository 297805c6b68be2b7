// Where the black-box suite runs, and what a target cannot do. The one place that says so: tests name what they need, docs/targets.md is made of it.

export const targets = {
  embedded: 'the local cloud of `npm start`',
  localstack: 'MiniStack 1.5.33, a LocalStack-compatible emulator, by `npm run localstack` and `npm run deploy:localstack`',
  aws: 'a stage deployed to AWS, by `npm run smoke -- --target aws --outputs FILE` (docs/deploy.md)',
} as const;
export type Target = keyof typeof targets;

export const isTarget = (name: string): name is Target => name in targets;

export interface Need {
  /** What the deployment does, as AWS does it. */
  readonly means: string;
  /** Why a target does not, with what was seen. */
  readonly missing: Readonly<Partial<Record<Target, string>>>;
}

/** What some test needs and not every target has. */
export const needs = {
  'refusal-status': {
    means: 'An upgrade that `$connect` refuses is answered with the status that `$connect` gave.',
    missing: {
      localstack:
        'It answers 403 whatever `$connect` says: its `handle_websocket` closes the handshake without a status of its own (services/apigateway.py). The upgrade is refused all the same.',
    },
  },
  'frame-limit': {
    means: 'A frame above 32 KB closes the socket with 1009.',
    missing: { localstack: 'It has no limit on frames: the function gets it, and answers `too_large`.' },
  },
  'frames-at-once': {
    means: 'The frames of one connection are worked off side by side.',
    missing: {
      localstack:
        'It takes the next frame of a connection when the one before is dealt with. Where that takes 100 ms or more, as on a busy machine, nobody can be faster than the rate allows.',
    },
  },
  'mailed-codes': {
    means: 'The codes that are mailed to people can be read by the suite.',
    missing: {
      aws: 'Mail goes to people. The suite makes its people with the rights of the operator instead, and no mail is sent.',
    },
  },
  measurements: {
    means: 'What functions measure by way of their logs (EMF) is in CloudWatch.',
    missing: { localstack: 'It keeps the logs of functions, and reads no metrics in them.' },
  },
  'text-only': {
    means: 'A binary frame closes the socket with 1003.',
    missing: { localstack: 'It hands a binary frame on as text: the function gets it, and answers `bad_request`.' },
  },
} as const satisfies Readonly<Record<string, Need>>;
export type NeedName = keyof typeof needs;

/** Why the target lacks it; undefined where it does not. */
export const lackOf = (target: Target, need: NeedName): string | undefined => {
  const { missing }: Need = needs[need];
  return missing[target];
};

/** How the name of a test ends that is skipped for what its target lacks. */
const mark = (need: NeedName): string => ` [needs ${need}]`;

export const skippedName = (name: string, need: NeedName): string => `${name}${mark(need)}`;

const isNeed = (name: string): name is NeedName => name in needs;

/** What a skipped test needs, by its name. */
export const needOf = (name: string): NeedName | undefined => {
  const [, need = ''] = / \[needs ([a-z-]+)\]$/.exec(name) ?? [];
  return isNeed(need) ? need : undefined;
};

/** What the translation of the templates makes up for, or nothing on the wire tells; each as it was seen. */
export const differences: Readonly<Partial<Record<Target, readonly string[]>>> = {
  localstack: [
    '`AWS::ApiGatewayV2::RouteResponse` and `AWS::ApiGatewayV2::IntegrationResponse` are types it does not know. It needs no route responses, since it sends every answer of a function to the client; the pong that the gateway itself gives is set through its API after the deployment.',
    'It never calls the Cognito triggers `PostConfirmation` and `PostAuthentication`. The translated template names the function as `PreTokenGeneration` instead, which it calls at every sign-in with the same attributes.',
    'Its CloudFormation hands `CorsConfiguration` on with capital letters, its gateway reads small ones; the translated template has small ones.',
    'Its addresses are paths of one port, not host names; the translated template has them where AWS has `execute-api` hosts.',
    'Nothing is enforced: no IAM policy, no signature, no throttle, no reserved concurrency; and any confirmation code is right. What this target proves is that the templates deploy through CloudFormation and that the suite passes there, nothing about permissions or speed. The local cloud enforces all of that.',
    'Left out: the watch stack, and the files of the web app (`web=false`).',
  ],
  aws: [
    'No account was at hand: the suite has not been run there yet. Its way of making people has been, against MiniStack, which takes any signature.',
  ],
};
