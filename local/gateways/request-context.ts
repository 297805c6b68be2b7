import { randomBytes } from 'node:crypto';

/** Base64, as API Gateway's ids look: `L0SM9cOFvHcCIhw=`. */
export const gatewayId = (): string => randomBytes(11).toString('base64url').concat('=');

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The common log format: `09/Apr/2015:12:34:56 +0000`. */
export const requestTime = (at: number): string => {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
};

/** A promise's value, or `late` if it takes longer than `ms`. */
export const within = async <T, L>(ms: number, promise: Promise<T>, late: L): Promise<T | L> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<L>((resolve) => {
    timer = setTimeout(resolve, ms, late);
  });
  const first = await Promise.race([promise, timeout]);
  clearTimeout(timer);
  return first;
};
