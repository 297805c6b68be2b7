// Cognito user pools: sign-up, sign-in and tokens, as far as an app's users call them themselves.
import type { AwsCall, AwsReply, CognitoEngine, UserPoolClientDefinition, UserPoolDefinition } from '../ports.ts';
import { bugReply, jsonReply, parseObject, RefusedError, refusalReply } from './aws-json.ts';
import { openDirectory, type Session, type User } from './cognito/directory.ts';
import { createMailbox } from './cognito/mailbox.ts';
import type { Cognito } from './cognito/operation.ts';
import { operations } from './cognito/operations.ts';
import { createPasswords, type PasswordHashing } from './cognito/passwords.ts';
import { issuerOf } from './cognito/sessions.ts';
import { openTokens } from './cognito/tokens.ts';
import type { InvokeTrigger } from './cognito/triggers.ts';
import { openStore, type Place } from './store.ts';

export type CognitoOptions = Place & {
  region: string;
  invokeTrigger: InvokeTrigger;
  passwordHashing?: PasswordHashing;
  /** Now, in milliseconds; for codes, tokens and locks. */
  clock?: () => number;
};

/** Opens Cognito on its data. Throws one sentence if the folder cannot be had. */
export const openCognito = async (options: CognitoOptions): Promise<CognitoEngine> => {
  const { region, invokeTrigger, clock = Date.now, passwordHashing = { cost: 2 ** 15 } } = options;
  const store = await openStore<User | Session>(options);
  const pools = new Map<string, UserPoolDefinition>();
  const clients = new Map<string, UserPoolClientDefinition>();
  const tokens = await openTokens(options);
  const mailbox = createMailbox();
  const directory = await openDirectory(store, clock());
  const cognito: Cognito = {
    ...{ region, clock, pools, clients, tokens, mailbox, directory, invokeTrigger },
    passwords: createPasswords(passwordHashing),
    challenges: new Map(),
  };

  return {
    async createUserPool(definition) {
      pools.set(definition.id, definition);
    },
    async createUserPoolClient(definition) {
      clients.set(definition.id, definition);
    },

    handle: (call) => (call.action === 'GetJwks' ? publicKeys(cognito, call) : perform(cognito, call)),
    resourcesOf: () => [...pools.values()].map(({ arn }) => arn),

    jwks: (userPoolId) => (pools.has(userPoolId) ? tokens.jwks() : undefined),
    async verify(token, userPoolId) {
      const claims = tokens.read(token);
      return claims?.iss === issuerOf(region, userPoolId) && Number(claims.exp) * 1000 > clock() ? claims : undefined;
    },
    mails: mailbox.mails,

    close: () => store.close(),
  };
};

const perform = async (cognito: Cognito, call: AwsCall): Promise<AwsReply> => {
  try {
    const operation = operations.get(call.action);
    if (!operation) throw new RefusedError('UnknownOperationException', `The local cloud does not offer ${call.action}.`);
    return jsonReply('1.1', 200, await operation(cognito, parseObject(call.body)));
  } catch (error) {
    if (!(error instanceof RefusedError)) return bugReply('1.1', 'Cognito', error);
    return refusalReply('1.1', error.refusal, { 'x-amzn-errortype': `${error.refusal.type}:` });
  }
};

/** `/<poolId>/.well-known/jwks.json` */
const publicKeys = async ({ pools, tokens }: Cognito, { path }: AwsCall): Promise<AwsReply> =>
  pools.has(path.split('/')[1] ?? '')
    ? { status: 200, headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600' }, body: tokens.jwks() }
    : refusalReply('1.1', { status: 400, type: 'ResourceNotFoundException', message: 'User pool does not exist.' });
