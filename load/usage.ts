// What a run used of AWS, over all the local clouds that served it: a cloud that is killed takes its counters with it.
import * as z from 'zod/mini';
import type { Cloud } from './cloud.ts';
import { usageOf } from './processes.ts';

const Call = z.object({
  functionName: z.string(),
  service: z.string(),
  action: z.string(),
  verdict: z.string(),
  count: z.number(),
  units: z.number(),
});
const Calls = z.array(Call);
export type Call = z.infer<typeof Call>;

export interface Invocations {
  functionName: string;
  count: number;
  /** All together, as they took here. */
  milliseconds: number;
}

export interface AwsUsage {
  calls: Call[];
  invocations: Invocations[];
  /** Processor time of the local cloud's processes, milliseconds; 0 where it cannot be known. */
  cpuMs: number;
}

const SERIES = /^parley_invocation_milliseconds_(count|sum)\{function="([^"]+)"\} (\S+)$/gm;

/** The functions' invocations from the metrics' text. */
export const readInvocations = (text: string): Invocations[] => {
  const found = new Map<string, Invocations>();
  for (const [, series, functionName = '', value] of text.matchAll(SERIES)) {
    const entry = found.get(functionName) ?? { functionName, count: 0, milliseconds: 0 };
    found.set(functionName, entry);
    if (series === 'count') entry.count = Number(value);
    else entry.milliseconds = Number(value);
  }
  return [...found.values()];
};

/** Adds the second to the first, call by call and function by function. */
export const addUsage = (a: AwsUsage, b: AwsUsage): AwsUsage => {
  const calls = new Map<string, Call>();
  for (const call of [...a.calls, ...b.calls]) {
    const key = `${call.functionName} ${call.service} ${call.action} ${call.verdict}`;
    const before = calls.get(key);
    calls.set(key, { ...call, count: call.count + (before?.count ?? 0), units: call.units + (before?.units ?? 0) });
  }
  const invocations = new Map<string, Invocations>();
  for (const { functionName, count, milliseconds } of [...a.invocations, ...b.invocations]) {
    const before = invocations.get(functionName) ?? { functionName, count: 0, milliseconds: 0 };
    invocations.set(functionName, { functionName, count: before.count + count, milliseconds: before.milliseconds + milliseconds });
  }
  return { calls: [...calls.values()], invocations: [...invocations.values()], cpuMs: a.cpuMs + b.cpuMs };
};

export const NO_USAGE: AwsUsage = { calls: [], invocations: [], cpuMs: 0 };

/** What this cloud has used since it started. Rejects if it does not answer. */
export const readUsage = async ({ outputs: { callsUrl, metricsUrl }, pid }: Cloud): Promise<AwsUsage> => ({
  calls: Calls.parse(await (await fetch(callsUrl)).json()),
  invocations: readInvocations(await (await fetch(metricsUrl)).text()),
  cpuMs: (await usageOf(pid))?.cpuMs ?? 0,
});
