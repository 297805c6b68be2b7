/** Runs tasks of the same key one after the other, in order of arrival. A task ends by calling `release`, once or more often. */
export type KeyedLock = (key: string, task: (release: () => void) => void) => void;

export const createKeyedLock = (): KeyedLock => {
  const queues = new Map<string, (() => void)[]>();

  const next = (key: string) => {
    const task = queues.get(key)?.shift();
    if (task) setImmediate(task);
    else queues.delete(key);
  };

  return (key, task) => {
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      next(key);
    };
    const queue = queues.get(key);
    if (queue) {
      queue.push(() => task(release));
      return;
    }
    queues.set(key, []);
    task(release);
  };
};
