// Hostile servers on loopback, and what the reader of pages makes of them. Only the test's own port is let through, by an option that no
// environment sets.
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createRawServer, type Server as RawServer, type Socket } from 'node:net';
import { isPublic } from '../../lambdas/adapters/pages/addresses.ts';
import { summaryOf } from '../../lambdas/adapters/pages/summary.ts';
import { openPages, type PagesOptions } from '../../lambdas/adapters/pages.ts';

const servers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const listening = async (server: Server | RawServer): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  servers.push({
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** A server, and what it was asked for. */
const serve = async (answer: RequestListener) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    answer(request, response);
  });
  const port = await listening(server);
  return { port, asked, url: `http://127.0.0.1:${port}/` };
};

const html =
  (body: string, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body);
  };

const PAGE = '<html><head><title>The harbour</title></head><body>Boats</body></html>';

/** Pages that let one port of loopback through as if it were public. */
const pagesFor = (port: number, options: PagesOptions = {}) =>
  openPages({ isAllowed: (address, at) => at === port && address === '127.0.0.1', ...options });

describe('a page', () => {
  test('is told by its title, its description and its site', async () => {
    const { url, port } = await serve(
      html(`<head><meta property="og:title" content="Tide &amp; time"><meta name='description' content='When the water comes'>
        <meta content="The Harbour" property="og:site_name"><title>Ignored</title></head>`),
    );

    expect(await pagesFor(port).read(url)).toEqual({ title: 'Tide & time', description: 'When the water comes', site: 'The Harbour' });
  });

  test('is asked for once, plainly, by somebody who says who they are', async () => {
    let headers: Record<string, unknown> = {};
    const { url, port, asked } = await serve((request, response) => {
      headers = request.headers;
      html(PAGE)(request, response);
    });

    await pagesFor(port).read(url);

    expect(asked).toHaveLength(1);
    expect(headers).toMatchObject({ 'user-agent': expect.stringContaining('ParleyLinkPreview'), 'accept-encoding': 'identity' });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['cookie', 'authorization', 'referer']));
  });

  test('is read in its own character set', async () => {
    const { url, port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=ISO-8859-1' }).end(Buffer.from('<title>Caf\u00e9</title>', 'latin1'));
    });

    expect(await pagesFor(port).read(url)).toEqual({ title: 'Café' });
  });
});

describe('what is no page', () => {
  test.each<[string, RequestListener]>([
    ['an image', html(PAGE, { 'content-type': 'image/png' })],
    ['something that says not what it is', html(PAGE, { 'content-type': '' })],
    ['something that claims to be compressed', html(PAGE, { 'content-encoding': 'gzip' })],
    ['an error', (_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end(PAGE)],
    ['a page without a title', html('<body>Boats</body>')],
    ['a connection that breaks', (request) => request.socket.destroy()],
    [
      'a connection that breaks half-way',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).write('<tit');
        request.socket.destroy();
      },
    ],
  ])('%s gives nothing', async (_what, answer) => {
    const { url, port } = await serve(answer);

    expect(await pagesFor(port).read(url)).toBeUndefined();
  });

  test.each([
    'SSH-2.0-OpenSSH_9.9\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
    `HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(10_000)}\r\n`,
  ])('a server that speaks otherwise gives nothing', async (greeting) => {
    const port = await listening(createRawServer((socket) => socket.on('error', () => undefined).end(greeting)));

    expect(await pagesFor(port).read(`http://127.0.0.1:${port}/`)).toBeUndefined();
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'http://ada:secret@127.0.0.1/', 'no address', 'http://'])(
    '%s is not even asked for',
    async (url) => {
      const { port, asked } = await serve(html(PAGE));

      expect(await pagesFor(port).read(url)).toBeUndefined();
      expect(asked).toEqual([]);
    },
  );
});

describe('bounds', () => {
  test('no more than half a megabyte is read, and then the connection ends', async () => {
    let ended = (): void => undefined;
    const end = new Promise<void>((done) => {
      ended = done;
    });
    const { url, port } = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more).on('close', ended);
      request.socket.on('error', () => undefined);
      more();
    });

    const found = await pagesFor(port, { timeoutMs: 60_000 }).read(url);
    await end;

    expect(found).toBeUndefined();
  });

  test('a page of beginnings without an end takes no time', () => {
    const startedAt = performance.now();

    const found = summaryOf(`<title>The harbour</title>${'<meta '.repeat(1_000_000)}`);

    expect(found).toEqual({ title: 'The harbour' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('what comes at the beginning of an endless page is told all the same', async () => {
    const { url, port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).write('<title>The harbour</title><body>');
    });

    expect(await pagesFor(port, { timeoutMs: 60_000 }).read(url)).toEqual({ title: 'The harbour' });
  });

  test.each<[string, RequestListener]>([
    ['never answers', () => undefined],
    ['never ends', (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).write('<title>The')],
    ['redirects slowly', (_request, response) => setTimeout(() => response.writeHead(302, { location: '/' }).end(), 150)],
  ])('a server that %s is given up', async (_what, answer) => {
    const { url, port } = await serve(answer);

    expect(await pagesFor(port, { timeoutMs: 200 }).read(url)).toBeUndefined();
  });

  test('a name that is never resolved is given up', async () => {
    const pages = openPages({ resolve: () => new Promise(() => undefined), timeoutMs: 50 });

    expect(await pages.read('http://example.com/')).toBeUndefined();
  });

  test.each([
    [3, { title: 'The harbour' }],
    [4, undefined],
  ])('of %i redirects in a row', async (count, found) => {
    const { url, port } = await serve((request, response) => {
      const left = Number(request.url?.slice(1) || count);
      if (left === 0) html(PAGE)(request, response);
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });

    expect(await pagesFor(port).read(url)).toEqual(found);
  });
});

describe('what lies inside', () => {
  test.each([
    '127.0.0.1',
    '127.8.9.1',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.127.255.255',
    '169.254.169.254',
    '169.254.170.2',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '',
    'localhost',
    '127.1',
    '0x7f000001',
    '1e3',
  ])('%s is not of the public internet', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.1.1',
    '93.184.215.14',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('%s is', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  test('is not reached by any way of writing its address', async () => {
    const { port, asked } = await serve(html(PAGE));
    const pages = openPages({ isAllowed: (address) => isPublic(address) });
    const hosts = [
      '127.0.0.1',
      'localhost',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0',
      '①②⑦.0.0.1',
    ];

    const found = await Promise.all(hosts.map((host) => pages.read(`http://${host}:${port}/`)));

    expect(new Set(found)).toEqual(new Set([undefined]));
    expect(asked).toEqual([]);
  });

  test('is not reached by another port than those of the web', async () => {
    const { port, asked } = await serve(html(PAGE));
    const pages = openPages({ resolve: async () => [{ address: '127.0.0.1', family: 4 }] });

    expect(await pages.read(`http://example.com:${port}/`)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test('is not reached by a redirect', async () => {
    const inside = await serve(html(PAGE));
    const { url, port } = await serve((_request, response) => {
      response.writeHead(302, { location: inside.url }).end();
    });

    expect(await pagesFor(port).read(url)).toBeUndefined();
    expect(inside.asked).toEqual([]);
  });

  test('is not reached by a name of which one address lies inside', async () => {
    const { port, asked } = await serve(html(PAGE));
    const resolve = async () => [
      { address: '127.0.0.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];

    expect(await pagesFor(port, { resolve }).read(`http://example.com:${port}/`)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test('is not reached by a name that answers differently the second time: what was checked is what is connected to', async () => {
    const { port, asked } = await serve(html(PAGE));
    let resolved = 0;
    const resolve = async () => {
      resolved += 1;
      return [{ address: resolved === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    };

    expect(await pagesFor(port, { resolve }).read(`http://rebinding.example:${port}/`)).toEqual({ title: 'The harbour' });
    expect([resolved, asked]).toEqual([1, [`rebinding.example:${port} /`]]);
  });
});

describe('what a page says', () => {
  test('is text of one line, whatever it holds', () => {
    const source = '<title>\u202eevil&#x202e;\n &lt;script&gt;alert(1)&lt;/script&gt;\u0000 \u200b x&#0;&#x110000;&#55296;</title>';

    expect(summaryOf(source)).toEqual({ title: 'evil <script>alert(1)</script> x' });
  });

  test.each([
    ['a title of a megabyte', `<title>${'a'.repeat(1_000_000)}</title>`],
    ['ten thousand combining marks', `<title>Z${'\u0301'.repeat(10_000)}</title>`],
    ['a million open brackets', `<title>x</title>${'<meta '.repeat(1_000_000 / 6)}`],
    ['endless attributes', `<title>x</title><meta ${'a='.repeat(100_000)}`],
    ['a title that never ends', `${'<title>'.repeat(70_000)}`],
  ])('is short and soon found in %s', (_what, source) => {
    const { title = '' } = summaryOf(source) ?? {};

    expect([...title].length).toBeLessThanOrEqual(150);
  });
});
