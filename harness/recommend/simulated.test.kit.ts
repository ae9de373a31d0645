/** A bench whose processes and clock are made up, so that what a recommendation comes to can be foretold. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { defineCoder } from '../../codecs/codec.js';
import { sourceIn, temporaryFolder } from '../common/testing.test.kit.js';
import type { Plugged } from '../plugins/plugged.js';
import type { CellTask } from '../processes/tasks.js';
import type { Recording } from '../recordings/recording.js';
import { rawBytesOf, samplesOf } from '../windows/windows.js';
import type { Bench } from './bench.js';
import { candidateChains } from './candidates.js';
import { type Recommendation, recommendOn } from './recommend.js';
import type { RecommendRequest } from './request.js';

/** What a chain does here. */
export interface Conduct {
  /** In whole windows; in blocks it is a little less. */
  readonly ratio: number;
  /** In MB of PCM a second, of encode and of decode. */
  readonly mbPerS: number;
  /** Milliseconds that its first call in the process takes on top. */
  readonly coldMs: number;
  /** Milliseconds that each call takes beside, as a fresh process would. */
  readonly startMs?: number;
  readonly error?: string;
}

export interface Simulated extends Bench {
  /** How many windows were coded by each chain. */
  readonly coded: ReadonlyMap<string, number>;
}

const RUN_MS = 700;

/** One lane, and a clock that moves while it is at work. */
export function simulate(conductOf: (chain: string) => Conduct): Simulated {
  let nowMs = 0;
  const coded = new Map<string, number>();
  const callMs = ({ chain, recording }: CellTask) => {
    const { mbPerS, coldMs } = conductOf(chain);
    return (coded.has(chain) ? 0 : coldMs) + (2 * rawBytesOf(recording)) / (1000 * mbPerS);
  };
  return {
    now: () => nowMs,
    coded,
    lanes: [
      {
        code: async (cell, { timeoutMs }) => {
          const isWarm = coded.has(cell.chain);
          const codecMs = callMs(cell);
          const { error, startMs = 0 } = conductOf(cell.chain);
          nowMs += Math.min(startMs + codecMs, timeoutMs);
          if (error !== undefined) return { outcome: { status: 'error', error }, isWarm };
          if (startMs + codecMs > timeoutMs)
            return { outcome: { status: 'timeout', error: 'stopped' }, isWarm };
          coded.set(cell.chain, (coded.get(cell.chain) ?? 0) + 1);
          return {
            outcome: { status: 'ok', value: { encodedBytes: bytesOf(cell, conductOf), codecMs, againMs: 0 } },
            isWarm,
          };
        },
      },
    ],
    time: async run => {
      nowMs += RUN_MS;
      if (run.subject.type !== 'cell') throw new Error('only cells are timed');
      const { chain, recording } = run.subject.cell;
      const ns = [(2000 / conductOf(chain).mbPerS) * samplesOf(recording)];
      const facts = { encodeNs: ns, decodeNs: ns, peakRssBytes: 0, quiet: true, lostMs: 0, probeNs: 1 };
      return { status: 'ok', value: facts };
    },
    closeLanes: async () => undefined,
  };
}

/** Windows differ by up to 20 % in all chains alike, and by up to 1 % from chain to chain. */
function bytesOf({ chain, recording, blockFrames }: CellTask, conductOf: (chain: string) => Conduct): number {
  const { source, name } = recording;
  if (source.type !== 'file') throw new Error('only files are simulated');
  // whatever the folder is called
  const window = `${name} ${source.firstFrame} ${source.firstChannel} ${recording.frames}`;
  const common = 0.9 + 0.2 * shareOf(window);
  const own = 0.995 + 0.01 * shareOf(window + chain);
  const blocks = blockFrames === undefined ? 1 : 1.02;
  return Math.round((rawBytesOf(recording) * common * own * blocks) / conductOf(chain).ratio);
}

/** 0 to 1, the same for the same text. */
function shareOf(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return (hash >>> 0) / 2 ** 32;
}

/** Recordings of one channel that all lie in one file of these samples. */
export function recordingsOf(
  t: TestContext,
  count: number,
  data: Int16Array,
  sampleRateHz = 20000,
): Recording[] {
  const path = join(temporaryFolder(t), 'samples.i16');
  writeFileSync(path, new Uint8Array(data.buffer));
  const source = sourceIn(path, 1, data.length);
  return Array.from({ length: count }, (_, k) => {
    return { name: `${k}.i16`, sha256: '', channels: 1, frames: data.length, sampleRateHz, source };
  });
}

/** Codes of 10 bits as the profile that ships wants them: scaled to int16. */
export function tenBitCodes(frames: number): Int16Array {
  return Int16Array.from({ length: frames }, (_, i) => {
    const code = Math.round(300 * Math.sin(i / 7) + 200 * shareOf(String(i)));
    return Math.trunc((code * 21845) / 341);
  });
}

/** Plugins of a coder each, with so many settings. */
export function pluginsOf(names: readonly string[], settings: number): Plugged {
  const stages = names.map(name =>
    defineCoder({
      ...{ name, family: 'entropy', summary: 'made up' },
      parameters: {
        setting: {
          ...{ type: 'integer', minimum: 1, maximum: settings, default: 1, meaning: 'none' },
          sweep: Array.from({ length: settings }, (_, k) => k + 1),
        },
      },
      open: () => {
        throw new Error('not to be opened');
      },
    }),
  );
  const sources = new Map(names.map(name => [name, { specifier: `/${name}.ts`, version: name }]));
  return { stages, sources, models: [] };
}

export const NO_PLUGINS: Plugged = { stages: [], sources: new Map(), models: [] };

interface Asked extends Partial<RecommendRequest> {
  readonly recordings: readonly Recording[];
  readonly asked?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A recommendation within a minute by that clock. */
export function recommendSimulated(
  bench: Bench,
  { asked = [], signal, ...given }: Asked,
): Promise<Recommendation> {
  const { plugged = NO_PLUGINS } = given;
  const request = {
    ...{ plugged, chains: candidateChains(asked, plugged), deadlineMs: 60_000, jobs: 1, memoryMb: 2048 },
    ...{ seed: 1, leastMbPerS: 50, blockMs: 100, headroom: 10 },
    ...given,
  };
  const hooks = { onProgress: () => undefined, signal: signal ?? new AbortController().signal };
  return recommendOn(bench, request, hooks);
}
