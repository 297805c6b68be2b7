// How much load, within what one machine bears.

export interface LoadOptions {
  clients: number;
  minutes: number;
  /** Messages a second, all clients together. */
  rate: number;
  /** The outputs file of a local cloud that runs already; one of its own unless given. */
  outputs?: string;
  json?: string;
}

/** What may be asked for, from and to. */
const BOUNDS = { clients: [2, 1_000], minutes: [0.1, 60], rate: [0.1, 50] } as const;

/** Reads what was asked for. Throws a sentence about what is out of bounds. */
export const readLoadOptions = (
  values: Record<keyof typeof BOUNDS, string> & { outputs?: string | undefined; json?: string | undefined },
): LoadOptions => {
  const read = (name: keyof typeof BOUNDS): number => {
    const [least, most] = BOUNDS[name];
    const value = Number(values[name]);
    if (!(value >= least && value <= most)) throw new Error(`--${name} must be a number from ${least} to ${most}, not ${values[name]}.`);
    return value;
  };
  return {
    clients: Math.floor(read('clients')),
    minutes: read('minutes'),
    rate: read('rate'),
    ...(values.outputs !== undefined && { outputs: values.outputs }),
    ...(values.json !== undefined && { json: values.json }),
  };
};

/** Throws unless everything that is called stands on this machine: elsewhere it would cost money, and be an attack. */
export const requireLoopback = (outputs: Readonly<Record<'httpUrl' | 'websocketUrl' | 'cognitoEndpoint' | 'usageUrl', string>>): void => {
  const { httpUrl, websocketUrl, cognitoEndpoint, usageUrl } = outputs;
  const strange = [httpUrl, websocketUrl, cognitoEndpoint, usageUrl].filter((url) => new URL(url).hostname !== '127.0.0.1');
  if (strange.length > 0) throw new Error(`This is for a local cloud only, not for ${strange.join(', ')}.`);
};
