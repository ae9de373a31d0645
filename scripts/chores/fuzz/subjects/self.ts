/** What the watchdog is tried on: readers that do what none may. They are fuzzed only where their word is asked for. */
import type { Attempt, Subject } from '../subject.js';

export const SELF = 'self';

function subject(what: string, attempt: Attempt): Subject {
  const bases = [new Uint8Array(Buffer.from('a base of some bytes'))];
  return { name: `${SELF} ${what}`, open: async () => ({ bases, canReseal: false, attempt }) };
}

/** That case is fatal whose bytes begin with another than the base does. */
const isFatal = (bytes: Uint8Array) => bytes[0] !== 0x61;

export function selfSubjects(): Subject[] {
  return [
    subject('hangs', async ({ bytes }) => {
      while (isFatal(bytes));
      return undefined;
    }),
    subject('dies', async ({ bytes }) => {
      if (isFatal(bytes)) process.abort();
      return undefined;
    }),
    subject('throws behind', async ({ bytes }) => {
      if (isFatal(bytes)) void Promise.reject(new Error('nobody awaits this'));
      await new Promise(setImmediate);
      return undefined;
    }),
    subject('is silent', async ({ bytes }) => (isFatal(bytes) ? 'silent: other bytes' : undefined)),
  ];
}
