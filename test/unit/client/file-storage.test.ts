import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createFileStorage, type FileStorage } from '@parley/client/node';
import * as fc from 'fast-check';
import type { OutboxItem } from '../../../client/outbox.ts';

const item = (id: string, text = id): OutboxItem => ({
  id,
  command: { action: 'send', id, roomId: 'room_1', text },
  createdAt: 1,
});

/** Elsewhere there is no disk that is always full. */
const onLinux = process.platform === 'linux' ? test : test.skip;

let folder: string;
let path: string;
let storages: FileStorage[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-outbox-'));
  path = join(folder, 'outbox');
  storages = [];
});
afterEach(async () => {
  await Promise.all(storages.map((storage) => storage.close()));
  rmSync(folder, { recursive: true });
});

const storageOf = (options: Parameters<typeof createFileStorage>[1] = {}): FileStorage => {
  const storage = createFileStorage(path, options);
  storages.push(storage);
  return storage;
};

/** What this process has open, by path; what is closed meanwhile is not. */
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return [];
    }
  });

/** What the next process finds. */
const reopened = async (storage: FileStorage): Promise<OutboxItem[]> => {
  await storage.close();
  return storageOf().load();
};

describe('an outbox in a file', () => {
  test('[R4] keeps what was put and not removed, in its last form', async () => {
    const storage = storageOf();
    const before = await storage.load();
    for (const id of ['1', '2', '3']) await storage.put(item(id));
    await storage.remove('2');
    await storage.put(item('3', 'changed'));

    expect(before).toEqual([]);
    expect(await reopened(storage)).toEqual([item('1'), item('3', 'changed')]);
  });

  test('[R4] a line that was cut off costs itself and nothing else', async () => {
    const storage = storageOf();
    for (const id of ['1', '2']) await storage.put(item(id));
    await storage.close();
    truncateSync(path, statSync(path).size - 5);
    const second = storageOf();
    await second.put(item('3'));

    expect(await reopened(second)).toEqual([item('1'), item('3')]);
  });

  test('lines that are not its own are left out', async () => {
    writeFileSync(path, `\n[]\nnull\n{"put":{"id":7}}\n${JSON.stringify({ put: item('1') })}\n{"remove":{}}`);

    expect(await storageOf().load()).toEqual([item('1')]);
  });

  test('one process has it at a time, and the next once the first has let go', async () => {
    const first = storageOf();
    await first.put(item('1'));

    await expect(storageOf().load()).rejects.toThrow('in use');
    expect(await reopened(first)).toEqual([item('1')]);
  });

  test('a process that died has let go', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(`${path}.lock`, String(pid));

    expect(await storageOf().load()).toEqual([]);
  });

  test.each(['', '0', 'x'])('a lock that a power failure has left (%j) is nobody’s', async (left) => {
    writeFileSync(`${path}.lock`, left);
    writeFileSync(`${path}.lock.clearing`, left);

    expect(await storageOf().load()).toEqual([]);
  });

  test('of several processes that start at once after one has died, one has it', async () => {
    const program = `
      import { createFileStorage } from ${JSON.stringify(resolve('client/node/file-storage.ts'))};
      const storages = [];
      console.log('ready');
      for await (const path of process.stdin.setEncoding('utf8')) {
        const storage = createFileStorage(path.trim());
        storages.push(storage);
        storage.load().then(() => console.log('has it'), ({ message }) => console.log(message));
      }`;
    const processes = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] });
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
    });
    const answers = () => Promise.all(processes.map(async ({ lines }) => String((await lines.next()).value)));
    await answers();
    const { pid } = spawnSync(process.execPath, ['--version']);
    const owners: number[] = [];

    for (let round = 0; round < 20; round += 1) {
      writeFileSync(`${path}.${round}.lock`, String(pid));
      for (const { child } of processes) child.stdin.write(`${path}.${round}\n`);
      owners.push((await answers()).filter((answer) => answer === 'has it').length);
    }
    for (const { child } of processes) child.kill();

    expect(owners).toEqual(owners.map(() => 1));
  });

  test('takes no more than its bound, and says so', async () => {
    const storage = storageOf({ maxItems: 1 });
    await storage.put(item('1'));

    await expect(storage.put(item('2'))).rejects.toThrow('full');
    await storage.put(item('1', 'changed'));
    expect(await storage.load()).toEqual([item('1', 'changed')]);
  });

  test('does not grow with what has come and gone', async () => {
    const storage = storageOf();
    for (let count = 0; count < 600; count += 1) {
      await storage.put(item(`${count}`));
      await storage.remove(`${count}`);
    }
    await storage.put(item('last'));

    expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(1_000);
    expect(await reopened(storage)).toEqual([item('last')]);
  });

  onLinux('a disk too full to write the journal anew takes nothing from what is stored, and keeps nothing open', async () => {
    const storage = storageOf();
    await storage.put(item('1'));
    symlinkSync('/dev/full', `${path}.new`);
    for (let change = 0; change < 1_100; change += 1) await storage.put(item('1', String(change)));

    expect(openFiles()).not.toContain('/dev/full');
    rmSync(`${path}.new`);
    expect(await reopened(storage)).toEqual([item('1', '1099')]);
  });

  test('only its owner may read it', async () => {
    const storage = storageOf();
    await storage.put(item('1'));

    expect(statSync(path).mode & 0o077).toBe(0);
  });

  test('[R4] whatever is done and wherever the file is cut, the rest stands', async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ put: fc.constantFrom('a', 'b', 'c'), text: fc.string() }) },
      { weight: 3, arbitrary: fc.record({ remove: fc.constantFrom('a', 'b', 'c') }) },
      { weight: 1, arbitrary: fc.constant('reopen' as const) },
      { weight: 1, arbitrary: fc.constant('cut' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        rmSync(path, { force: true });
        const model = new Map<string, OutboxItem>();
        let storage = storageOf();
        await storage.load();
        for (const current of steps) {
          if (typeof current === 'string') {
            await storage.close();
            // A change under way when the process died.
            if (current === 'cut') writeFileSync(path, '\n{"put":{"id":"x","crea', { flag: 'a' });
            storage = storageOf();
          } else if ('put' in current) {
            await storage.put(item(current.put, current.text));
            model.set(current.put, item(current.put, current.text));
          } else {
            await storage.remove(current.remove);
            model.delete(current.remove);
          }
        }
        const kept = await reopened(storage);
        await Promise.all(storages.map((open) => open.close()));
        storages = [];

        expect(new Map(kept.map((found) => [found.id, found]))).toEqual(model);
      }),
      { numRuns: 50 },
    );
  });

  test('[R4] a process that is killed in the middle loses nothing that it was told is stored', async () => {
    const program = `
      import { createFileStorage } from ${JSON.stringify(resolve('client/node/file-storage.ts'))};
      const storage = createFileStorage(${JSON.stringify(path)});
      for (let count = 0; ; count += 1) {
        const id = String(count);
        await storage.put({ id, createdAt: 1, command: { action: 'send', id, roomId: 'room_1', text: id } });
        console.log(id);
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(child, 'exit');
    const told: string[] = [];
    for await (const id of createInterface({ input: child.stdout })) {
      told.push(id);
      if (told.length === 100) child.kill('SIGKILL');
    }
    await gone;
    const kept = await storageOf().load();

    expect(kept.map(({ id }) => id).slice(0, told.length)).toEqual(told);
    expect(kept.length - told.length).toBeLessThanOrEqual(1);
  });
});
