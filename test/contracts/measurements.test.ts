import { openMeasurements } from '../../lambdas/adapters/measurements.ts';
import type { Meter } from '../../lambdas/domain/ports.ts';
import { openCloudWatch } from '../../local/engines/cloudwatch.ts';
import { type AwsServer, platform, startAwsServer } from '../support/aws-server.ts';
import { BEGINNING, memoryWorld } from '../support/memory/index.ts';
import { type MeasuredWorld, measurementsContract } from './measurements-contract.ts';

const namespace = 'Parley/test';
const dimensions = { service: 'chat' };

/** On CloudWatch as the local cloud has it, behind plain HTTP. */
const onCloudWatch = async (): Promise<MeasuredWorld & { server: AwsServer }> => {
  let now = BEGINNING;
  const engine = await openCloudWatch({ inMemory: true, clock: () => now });
  const server = await startAwsServer('monitoring', engine);
  const record =
    (unit: string): Meter['count'] & Meter['time'] & Meter['level'] =>
    (name, value) =>
      engine.record([{ namespace, name, dimensions, unit, values: [value] }]);
  return {
    server,
    meter: { count: record('Count'), time: record('Milliseconds'), level: record('None') },
    measurements: openMeasurements({ ...platform, endpoint: server.endpoint, namespace, dimensions }),
    pass: (milliseconds) => {
      now += milliseconds;
    },
    close: server.close,
  };
};

describe('measurements in memory', () => measurementsContract(BEGINNING, async () => ({ ...memoryWorld(), close: async () => undefined })));

describe('measurements on CloudWatch', () => {
  measurementsContract(BEGINNING, onCloudWatch);

  test('are had by one signed call of four metrics', async () => {
    const { server, measurements, close } = await onCloudWatch();

    await measurements.activity({ from: BEGINNING, stepMs: 60_000, count: 60 });

    const [call, ...others] = server.calls;
    expect(others).toEqual([]);
    expect(call?.headers.authorization).toContain('/us-east-1/monitoring/aws4_request');
    expect(JSON.parse(String(call?.body)).MetricDataQueries).toHaveLength(4);
    await close();
  });

  test('are unavailable where CloudWatch refuses or does not answer, and its words are for the log alone', async () => {
    const { server, measurements, close } = await onCloudWatch();
    server.intercept = () => ({ status: 400, headers: {}, body: '{"message":"arn:aws:iam::123456789012:role/secret"}' });

    const refused: unknown = await measurements.activity({ from: BEGINNING, stepMs: 60_000, count: 1 }).catch((error) => error);
    await close();
    const unanswered: unknown = await measurements.activity({ from: BEGINNING, stepMs: 60_000, count: 1 }).catch((error) => error);

    expect(refused).toMatchObject({ code: 'unavailable', message: expect.not.stringContaining('arn'), cause: expect.anything() });
    expect(unanswered).toMatchObject({ code: 'unavailable' });
  });
});
