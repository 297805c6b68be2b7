import { environments, readEnvironment, readPlatform } from '../../../lambdas/runtime/env.ts';
import { defaultProvider } from '../../../lambdas/runtime/environment-credentials.ts';
import { socketPipeline } from '../../../lambdas/runtime/pipelines.ts';
import { aContext, aFrame } from '../../support/events.ts';
import { captureLogs } from '../../support/logs.ts';

const logs = captureLogs();
const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

test.each(Object.keys(environments))('importing the handler %s reads no environment and starts nothing', async (name) => {
  const module = await import(`../../../lambdas/handlers/${name}.ts`);

  expect(typeof module.handler).toBe('function');
});

test('a variable that is missing fails the invocation, named in the log and not to the client', async () => {
  const handler = socketPipeline('send', () => {
    readEnvironment('send');
    return async () => undefined;
  });

  const reply = await handler(aFrame({}), aContext());

  expect(JSON.parse(reply?.body ?? '')).toMatchObject({ type: 'error', code: 'internal' });
  expect(reply?.body).not.toContain('TABLE');
  expect(logs.text()).toContain('DIRECTORY_TABLE');
});

test('an environment is what the schema names, and no more', () => {
  Object.assign(process.env, { DIRECTORY_TABLE: 'directory', SOMETHING: 'else' });

  expect(readEnvironment('accounts')).toEqual({ DIRECTORY_TABLE: 'directory' });
});

test('an endpoint for Cognito goes before the endpoint for everything', () => {
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
  const everything = readPlatform();
  Object.assign(process.env, { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'http://127.0.0.1:2' });

  expect(everything).toMatchObject({ region: 'eu-west-1', cognitoEndpoint: 'http://127.0.0.1:1', callbackEndpoint: undefined });
  expect(readPlatform().cognitoEndpoint).toBe('http://127.0.0.1:2');
});

describe('credentials', () => {
  test('are those of the environment at the time, with the session token', async () => {
    const read = defaultProvider();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'one', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' });
    const first = await read();
    process.env.AWS_ACCESS_KEY_ID = 'two';

    expect(first).toMatchObject({ accessKeyId: 'one', secretAccessKey: 'secret', sessionToken: 'session' });
    expect(await read()).toMatchObject({ accessKeyId: 'two' });
  });

  test('are read again before they could have been rotated away', async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'one', AWS_SECRET_ACCESS_KEY: 'secret' });

    const { expiration } = await defaultProvider()();

    // The SDK renews what ends within five minutes.
    expect((expiration?.getTime() ?? 0) - Date.now()).toBeGreaterThan(5 * 60_000);
    expect((expiration?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(6 * 60_000);
  });

  test('that are missing are missed by name', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;

    await expect(defaultProvider()()).rejects.toThrow('AWS_ACCESS_KEY_ID');
  });
});
