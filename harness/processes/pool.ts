/** Processes that take requests as they become free. One that has ended is replaced when it is needed. */
import type { Ask, Child } from './child.js';

export interface Pool {
  /** When a process is free. */
  readonly ask: Ask;
  readonly close: () => Promise<void>;
}

/** Starts `count` processes at once. */
export function startPool(count: number, start: () => Child): Pool {
  const running = new Set<Child>();
  const begin = () => {
    const child = start();
    running.add(child);
    return child;
  };
  const free = Array.from({ length: count }, begin);
  const waiting: ((child: Child) => void)[] = [];
  let isClosed = false;
  const sound = (child: Child) => {
    if (!child.hasEnded() || isClosed) return child;
    running.delete(child);
    // what it has said last may still be on its way, but no request
    void child.close();
    return begin();
  };
  const take = async () => free.shift() ?? new Promise<Child>(resolve => waiting.push(resolve));
  const giveBack = (child: Child) => {
    const next = waiting.shift();
    if (next === undefined) free.push(child);
    else next(child);
  };
  return {
    ask: async (request, on) => {
      const child = sound(await take());
      try {
        return await child.ask(request, on);
      } finally {
        giveBack(child);
      }
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...running].map(child => child.close()));
    },
  };
}
