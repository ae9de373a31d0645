/** Time inside codec calls. */
import type { Maybe } from '../../codecs/map-codec.js';

// taken before a plugin is loaded
const now = performance.now.bind(performance);

export interface Clock {
  /** Calls, and counts the time until the result is there. */
  readonly time: <T>(call: () => Maybe<T>) => Promise<T>;
  /** Milliseconds of all calls so far. */
  readonly ms: () => number;
}

export function makeClock(): Clock {
  let ms = 0;
  return {
    time: async call => {
      const startMs = now();
      const result = await call();
      ms += now() - startMs;
      return result;
    },
    ms: () => ms,
  };
}
