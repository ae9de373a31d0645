/** A lane of the exact pass among chains with plugins: it stays with the same plugins while there is work for them. */
import type { PluggedContext } from './plugged-processes.js';
import { type PluggedSession, startSession } from './plugged-session.js';
import type { PluggedSet } from './plugged-set.js';

/** Something that does work, piece by piece. */
export interface Lane {
  /** @returns false if there was nothing to do */
  readonly next: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** To start the processes for a set that others are at takes about as long. */
const LEAST_SHARE_MS = 500;

/** @param lanesAt how many lanes are at each set; all lanes share it */
export function makePluggedLane(
  sets: readonly PluggedSet[],
  lanesAt: Map<PluggedSet, number>,
  context: PluggedContext,
): Lane {
  let held: { readonly set: PluggedSet; readonly session: PluggedSession } | undefined;
  const close = async () => {
    const left = held;
    held = undefined;
    if (left === undefined) return;
    lanesAt.set(left.set, (lanesAt.get(left.set) ?? 0) - 1);
    await left.session.close();
  };
  return {
    next: async () => {
      const work = held?.set.take();
      if (held !== undefined && work !== undefined) {
        await held.session.work(work);
        return true;
      }
      await close();
      const set = mostWaiting(sets, lanesAt);
      if (set === undefined) return false;
      lanesAt.set(set, (lanesAt.get(set) ?? 0) + 1);
      held = { set, session: startSession(set, context) };
      return true;
    },
    close,
  };
}

/** The set that has most left for one lane more. */
function mostWaiting(
  sets: readonly PluggedSet[],
  lanesAt: ReadonlyMap<PluggedSet, number>,
): PluggedSet | undefined {
  const shared = sets.map(set => {
    const lanes = lanesAt.get(set) ?? 0;
    return { set, lanes, shareMs: set.waitingMs() / (lanes + 1) };
  });
  return shared
    .filter(({ lanes, shareMs }) => (lanes === 0 ? shareMs > 0 : shareMs > LEAST_SHARE_MS))
    .sort((a, b) => b.shareMs - a.shareMs)[0]?.set;
}
