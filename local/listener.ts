import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf, Problem } from './problem.ts';

/** A server that listens. */
export interface Listener {
  /** `host:port` */
  address: string;
  port: number;
  /** Stops listening and ends what is connected. */
  close(): Promise<void>;
}

/** Where everything local listens, and nowhere else: nothing here is meant for the network. */
export const host = '127.0.0.1';

/** Whether a Host header names this machine and not, as a page of the internet may have it, a name of somebody's own that leads here. */
export const isLocalName = (name: string | undefined): boolean => /^(?:127\.0\.0\.1|localhost)(?::[0-9]+)?$/i.test(name ?? '');

/** A request's path and query, as they were sent: not every path that a client may send is a URL. */
export const partsOf = (url = '/'): { path: string; query: string } => {
  const [path = '/', ...query] = url.split('?');
  return { path, query: query.join('?') };
};

/** Binds the server; port 0 picks a free one. Throws a `Problem` if the port is taken. */
export const listen = async (server: Server, port: number): Promise<Listener> => {
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, () => resolve()));
  } catch (cause) {
    throw portProblem(port, cause);
  }
  const bound = portOf(server.address());
  return {
    address: `${host}:${bound}`,
    port: bound,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};

/** What to tell about a port that cannot be bound; any other error as it is. */
export const portProblem = (port: number, cause: unknown): unknown => {
  switch (codeOf(cause)) {
    case 'EADDRINUSE':
      return new Problem(`Port ${port} is in use; stop what uses it or choose other ports with --port N.`, { cause });
    case 'EACCES':
      return new Problem(`Port ${port} needs rights that you do not have; choose one above 1023 with --port N.`, { cause });
    default:
      return cause;
  }
};

const portOf = (address: AddressInfo | string | null): number => {
  if (typeof address !== 'object' || address === null) throw new Error('A server that listens on TCP has an address.');
  return address.port;
};
