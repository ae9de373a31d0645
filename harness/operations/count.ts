/**
 * Counts the operations of chains over recordings: every add, multiply, load and so on that WebAssembly executes for
 * them, exactly. Instrumented code runs in processes of its own, and what it writes has to be what plain code writes.
 */
import { availableParallelism } from 'node:os';
import { type Chain, printChain, stagesOf } from '../../codecs/chain-id.js';
import { type Operation, sumOfOperations } from '../instrument/operation.js';
import { type Plugged, pluginsBehind } from '../plugins/plugged.js';
import { inLanes } from '../processes/lanes.js';
import type { OperationsFacts, StageOperations } from '../processes/tasks.js';
import { startWorkers, type Workers } from '../processes/workers.js';
import type { Recording } from '../recordings/recording.js';
import { coverageOfChain, type Direction } from './coverage.js';

/** What one direction of a chain executed over all recordings. */
interface Counted {
  readonly status: 'counted';
  /** Of all channels of all recordings. */
  readonly samples: number;
  readonly operations: readonly Operation[];
  /** In the order of the chain, by printable id; they add up to the operations. */
  readonly stages: readonly { readonly stage: string; readonly operations: readonly Operation[] }[];
  /** What is not counted, each with its stage. */
  readonly notes: readonly string[];
}

/** Nothing can be said of this direction. */
interface Uncountable {
  readonly status: 'unsupported';
  /** One line that names the stage. */
  readonly reason: string;
}

export interface ChainOperations {
  /** Printable id. */
  readonly chain: string;
  readonly encode: Counted | Uncountable;
  readonly decode: Counted | Uncountable;
}

export interface CountOptions {
  /** Stages and profiles beside the built-in ones. */
  readonly plugged?: Plugged;
  /** Recordings coded side by side; one a core unless given. */
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  /** If given, chains code as an implant would send: so many frames at a time, unless they code samples on arrival. */
  readonly sentFrames?: number;
  /** How many recordings under how many chains are counted. */
  readonly onCounted?: (done: number, total: number) => void;
}

const NOTHING_PLUGGED: Plugged = { stages: [], sources: new Map(), models: [] };
/** What one recording under one chain may take. */
const LIMITS = { timeoutMs: 600_000, memoryBytes: 2 ** 32 };

/**
 * Counts what chains execute over recordings.
 * @returns one a chain, in their order
 * @throws Error in one line if a recording fails, or if counted code writes another stream than plain code
 */
export async function countChains(
  chains: readonly Chain[],
  recordings: readonly Recording[],
  options: CountOptions = {},
): Promise<ChainOperations[]> {
  const { plugged = NOTHING_PLUGGED, jobs = availableParallelism() } = options;
  const { signal = new AbortController().signal, onCounted = () => undefined } = options;
  const facts = chains.map((): OperationsFacts[] => []);
  const unsupported = new Map<number, string>();
  const work = chains.flatMap((chain, of) =>
    isCountable(chain) ? recordings.map(recording => ({ chain, of, recording })) : [],
  );
  if (work.length > 0) {
    const lanes = Math.min(jobs, work.length);
    const [counting, plain] = [0, 1].map(() => startWorkers(lanes, LIMITS.memoryBytes));
    const count = makeCounter(counting, plain, { ...options, plugged, signal });
    let done = 0;
    onCounted(done, work.length);
    try {
      await inLanes(work, lanes, signal, async ({ chain, of, recording }) => {
        const counted = await count(chain, recording);
        if (typeof counted === 'string') unsupported.set(of, counted);
        else facts[of].push(counted);
        onCounted(++done, work.length);
      });
    } finally {
      await Promise.all([counting, plain].map(workers => workers.close()));
    }
  }
  signal.throwIfAborted();
  return chains.map((chain, of) => {
    const directionOf = (direction: Direction) => summed(chain, direction, facts[of], unsupported.get(of));
    return { chain: printChain(chain), encode: directionOf('encode'), decode: directionOf('decode') };
  });
}

function isCountable(chain: Chain): boolean {
  return coverageOfChain(chain, 'encode').isCounted || coverageOfChain(chain, 'decode').isCounted;
}

/** Codes a recording twice, with counters and without. Its answer is a text if that cannot be done here. */
function makeCounter(
  counting: Workers,
  plain: Workers,
  { plugged, signal, sentFrames }: Required<Pick<CountOptions, 'plugged' | 'signal'>> & CountOptions,
) {
  return async (chain: Chain, recording: Recording): Promise<OperationsFacts | string> => {
    const task = {
      ...{ chain: printChain(chain), plugins: pluginsBehind(chain, plugged), recording },
      ...(sentFrames !== undefined && { sentFrames }),
    };
    const limits = { ...LIMITS, signal };
    const counted = await counting.run('operations', { ...task, isCounted: true }, limits);
    if (counted.status === 'unsupported') return counted.error;
    const uncounted = await plain.run('operations', { ...task, isCounted: false }, limits);
    const where = `${task.chain} on ${recording.name}`;
    if (counted.status !== 'ok') throw new Error(`${where}: ${counted.error}`);
    if (uncounted.status !== 'ok') throw new Error(`${where}: ${uncounted.error}`);
    if (String(counted.value.digests) === String(uncounted.value.digests)) return counted.value;
    throw new Error(`${where}: counted code does not write what plain code writes`);
  };
}

function summed(
  chain: Chain,
  direction: Direction,
  facts: readonly OperationsFacts[],
  unsupported: string | undefined,
): Counted | Uncountable {
  const coverage = coverageOfChain(chain, direction);
  if (!coverage.isCounted) return { status: 'unsupported', reason: coverage.reason };
  const stages = stagesOf(chain).map(({ stage }, k) => {
    const own = facts.map(({ stages: all }) => all[k]);
    return {
      stage: own[0]?.stage ?? stage.name,
      ...summedStage(own, direction),
      names: stage.wasm !== undefined,
    };
  });
  const broken = unsupported ?? stages.map(brokenPromise).find(text => text !== undefined);
  if (broken !== undefined) return { status: 'unsupported', reason: broken };
  return {
    status: 'counted',
    samples: facts.reduce((sum, { samples }) => sum + samples, 0),
    operations: sumOfOperations(stages.map(({ operations }) => operations)),
    stages: stages.map(({ stage, operations }) => ({ stage, operations })),
    notes: coverage.uncounted,
  };
}

function summedStage(own: readonly StageOperations[], direction: Direction) {
  return {
    operations: sumOfOperations(own.map(stage => stage[direction].operations)),
    ranUnnamed: own.some(stage => stage[direction].ranUnnamed),
  };
}

interface Promised {
  readonly stage: string;
  readonly names: boolean;
  readonly ranUnnamed: boolean;
  readonly operations: readonly Operation[];
}

/** What a plugin's definition says of its WebAssembly, and what is so. */
function brokenPromise({ stage, names, ranUnnamed, operations }: Promised): string | undefined {
  if (ranUnnamed) return `${stage}: executes WebAssembly that its definition does not name (wasm)`;
  if (!names || operations.length > 0) return undefined;
  return `${stage}: executes none of the WebAssembly that its definition names (wasm)`;
}
