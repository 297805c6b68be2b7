// `npm run deploy:localstack`: the CDK app's data, web and chat stacks on a LocalStack-compatible endpoint, by the plain CDK command line.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { emulatorEnvironment, isUp } from '../emulator/mini-stack.ts';
import { type GatewayAnswer, translateAssembly } from '../emulator/translation.ts';
import { messageOf, Problem } from '../local/problem.ts';

const usage = `Usage: npm run deploy:localstack -- [options]

Deploys the stage "local" to the emulator that is running, and writes where everything is to outputs.json.

  --endpoint URL  the emulator (default AWS_ENDPOINT_URL, else http://127.0.0.1:4566)
  --data DIR      where the templates and outputs.json go (default .parley-localstack)
  --help          show this`;

const root = join(import.meta.dirname, '..');
const account = '000000000000';
const region = 'us-east-1';
/** The watch stack is left out: nothing looks at dashboards of an emulator. The web stack brings the site's name; its files stay out. */
const stacks = ['data', 'web', 'chat'].map((part) => `parley-local-${part}`);

const readOptions = () => {
  try {
    const options = {
      endpoint: { type: 'string', default: process.env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:4566' },
      data: { type: 'string', default: '.parley-localstack' },
      help: { type: 'boolean', default: false },
    } as const;
    const { values } = parseArgs({ options });
    if (!URL.canParse(values.endpoint)) throw new Problem(`--endpoint must be a URL, not ${values.endpoint}.`);
    return { ...values, endpoint: values.endpoint.replace(/\/$/, '') };
  } catch (cause) {
    throw new Problem(`${messageOf(cause)}\n\n${usage}`, { cause });
  }
};

const cdk = (endpoint: string, ...args: string[]): void => {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/aws-cdk/bin/cdk'), ...args], {
    cwd: root,
    env: { ...emulatorEnvironment(process.env), AWS_ENDPOINT_URL: endpoint },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Problem(`This failed, for the reason above: cdk ${args.join(' ')}`);
};

const outputsOfStacks = z.record(z.string(), z.record(z.string(), z.string()));

/** What a client needs, as `npm start` tells it too. */
const clientOutputs = z.object({
  siteUrl: z.string(),
  httpUrl: z.string(),
  websocketUrl: z.string(),
  region: z.string(),
  userPoolId: z.string(),
  userPoolClientId: z.string(),
  cognitoEndpoint: z.string(),
});

/** The emulator asks who calls, not for proof. */
const identity = `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/apigateway/aws4_request, SignedHeaders=host, Signature=none`;

const callGateway = async (url: string, body?: object): Promise<unknown> => {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: identity, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Problem(`The emulator refused ${url} with ${response.status}: ${await response.text()}`);
  return response.json();
};

const listOfAnswers = z.object({ items: z.array(z.unknown()) });

/** Gives an integration its answer, unless an earlier deployment has. */
const giveAnswer = async (endpoint: string, place: string, { key, templates }: GatewayAnswer): Promise<void> => {
  const [apiId, integrationId] = place.split('/');
  const url = `${endpoint}/v2/apis/${apiId}/integrations/${integrationId}/integrationresponses`;
  if (listOfAnswers.parse(await callGateway(url)).items.length > 0) return;
  await callGateway(url, { integrationResponseKey: key, responseTemplates: templates });
};

const writeWhole = (file: string, content: object): void => {
  writeFileSync(`${file}.new`, `${JSON.stringify(content, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
};

const main = async (): Promise<void> => {
  const { endpoint, data, help } = readOptions();
  if (help) return console.log(usage);
  if (!(await isUp(endpoint))) throw new Problem(`No emulator answers at ${endpoint}. Start one with npm run localstack.`);
  const folder = resolve(data);
  const [assembly, stackOutputs, outputsFile] = [join(folder, 'assembly'), join(folder, 'stacks.json'), join(folder, 'outputs.json')];
  mkdirSync(folder, { recursive: true });
  // From here on until all is deployed, nobody shall take the outputs of an earlier deployment for those of this one.
  for (const path of [assembly, stackOutputs, outputsFile]) rmSync(path, { recursive: true, force: true });

  cdk(endpoint, 'bootstrap', `aws://${account}/${region}`);
  cdk(endpoint, 'synth', '--quiet', '--context', 'stage=local', '--context', 'web=false', '--output', assembly);
  const answers = translateAssembly(assembly, endpoint);
  cdk(endpoint, 'deploy', ...stacks, '--app', assembly, '--method=direct', '--require-approval=never', '--outputs-file', stackOutputs);

  const { 'parley-local-chat': outputs = {} } = outputsOfStacks.parse(JSON.parse(readFileSync(stackOutputs, 'utf8')));
  for (const answer of answers) await giveAnswer(endpoint, outputs[answer.output] ?? '', answer);
  writeWhole(outputsFile, { ...clientOutputs.parse(outputs), mailboxUrl: `${endpoint}/_ministack/ses/messages` });
  console.log(`\nDeployed. ${outputsFile} tells where everything is; npm run test:e2e -- --target localstack tries it.`);
};

main().catch((error) => {
  console.error(error instanceof Problem ? error.message : error);
  process.exitCode = 1;
});
