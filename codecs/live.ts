/** Whether a chain can code samples on arrival, and what that takes: follows from what its stages say. */
import { type Chain, type Configured, stagesOf } from './chain-id.js';
import type { Live, Transform } from './codec.js';
import { lossOfStage } from './loss.js';

/** Of a whole chain, every figure given. */
export type LiveChain = Required<Live>;

type Figure = Exclude<keyof Live, 'measuredBefore'>;

export const NOTHING_TAKEN: LiveChain = {
  blockFrames: 0,
  lookAheadFrames: 0,
  waitBits: 0,
  stateBytes: 0,
  tableBytes: 0,
  measuredBefore: [],
};

/** What a configured stage takes; undefined where it needs blocks of samples. */
function liveOfStage({ stage: { live }, values }: Configured): LiveChain | undefined {
  const facts = live?.(values);
  return facts && { ...NOTHING_TAKEN, ...facts };
}

/**
 * What a chain takes: blocks and waits of the stage that has the longest, look-ahead, state and tables of all together.
 * @returns undefined if a stage needs blocks of samples
 */
export function liveOf(chain: Chain): LiveChain | undefined {
  const stages = stagesOf(chain).map(liveOfStage);
  const known = stages.filter(stage => stage !== undefined);
  if (known.length < stages.length) return undefined;
  const most = (figure: Figure) => Math.max(...known.map(stage => stage[figure]));
  const sum = (figure: Figure) => known.reduce((all, stage) => all + stage[figure], 0);
  return {
    blockFrames: most('blockFrames'),
    waitBits: most('waitBits'),
    lookAheadFrames: sum('lookAheadFrames'),
    stateBytes: sum('stateBytes'),
    tableBytes: sum('tableBytes'),
    measuredBefore: known.flatMap(({ measuredBefore }) => measuredBefore),
  };
}

/**
 * Transforms at the head of a chain that hold nothing and lose nothing, as `levels`: what they find out of a recording, an
 * implant has of its converter at once.
 */
export function headOf({ transforms }: Chain): readonly Configured<Transform>[] {
  const end = transforms.findIndex(transform => !isConverter(transform));
  return end < 0 ? transforms : transforms.slice(0, end);
}

function isConverter(transform: Configured<Transform>): boolean {
  const live = liveOfStage(transform);
  if (live === undefined || lossOfStage(transform) !== 'none') return false;
  return live.stateBytes === 0 && live.lookAheadFrames === 0 && live.measuredBefore.length === 0;
}
