/**
 * Is there, above a ratio of 3, a package or a program that is ahead of every chain of ours? Over ratio and encode xRT,
 * and over ratio and decode xRT.
 *
 * A chain is `ours` if all its stages are our own: none stands on a package of npm or on Node's zlib (`packages` of a
 * stage), none starts a program (`isolation`). One stage that does makes a chain a `package`'s or a `program`'s, also
 * where the transforms before it are ours. Of the time of a program's calls the start of an empty program is taken
 * away, which it would not need as a library; what that leaves is the speed that it is judged by.
 */
import { parseChain, stagesOf } from '../../../codecs/chain-id.js';
import type { Registry } from '../../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import type { Speed } from '../../../harness/report/model.js';
import { SAME_AGAIN, type TotalRow } from '../../../harness/run/columns.js';
import { dominates, type FigureOf, leastAdvantage } from '../../../harness/run/dominance.js';

export type Maker = 'ours' | 'package' | 'program';

/** A chain as it is judged. */
export interface Contender {
  readonly chain: string;
  readonly maker: Maker;
  readonly ratio: number;
  readonly bitsPerSample: number;
  /** Of trained tables that ship with the codec, counted beside the ratio, not in it. */
  readonly modelBytes: number;
  readonly encodeXrt: number;
  readonly decodeXrt: number;
}

/** Where a chain of others is not beaten by any of ours. */
export interface Win {
  readonly contender: Contender;
  readonly speed: Speed;
  /** Of ours the one that comes nearest: by the worse of its two factors, own / theirs, the best. */
  readonly nearest: Contender | undefined;
}

/** A chain of ours that is beaten at both by one of others. */
export interface Loss {
  readonly contender: Contender;
  readonly speed: Speed;
  readonly by: Contender;
}

export interface Verdict {
  readonly contenders: readonly Contender[];
  readonly wins: readonly Win[];
  readonly losses: readonly Loss[];
}

export const LEAST_RATIO = 3;

const SPEEDS: readonly Speed[] = ['encode', 'decode'];

export function judgeFront(contenders: readonly Contender[]): Verdict {
  const ours = contenders.filter(({ maker }) => maker === 'ours');
  const others = contenders.filter(({ maker }) => maker !== 'ours');
  const wins = others.flatMap(contender =>
    SPEEDS.filter(
      speed => counts(contender) && !ours.some(own => dominates(own, contender, FIGURES[speed])),
    ).map((speed): Win => ({ contender, speed, nearest: nearestOf(ours, contender, speed) })),
  );
  const losses = ours.flatMap(contender =>
    SPEEDS.flatMap((speed): Loss[] => {
      const by = counts(contender) ? others.find(other => beats(other, contender, speed)) : undefined;
      return by === undefined ? [] : [{ contender, speed, by }];
    }),
  );
  return { contenders, wins, losses };
}

/** Chains that got through all recordings and were timed. */
export function contendersOf(
  totals: readonly TotalRow[],
  programStartNs: number,
  registry: Registry = makeRegistry(builtInStages),
): Contender[] {
  return totals
    .filter(({ alias, failed }) => alias !== SAME_AGAIN && failed === 0)
    .flatMap(row => {
      const maker = makerOf(row.chain, registry);
      const startS = maker === 'program' ? (row.timed_recordings * programStartNs) / 1e9 : 0;
      const { chain, ratio, bits_per_sample, model_bytes, encode_s, decode_s, timed_duration_s } = row;
      if (ratio === null || bits_per_sample === null || encode_s === null || decode_s === null) return [];
      const xrt = (seconds: number) => timed_duration_s / Math.max(seconds - startS, Number.MIN_VALUE);
      const speeds = { encodeXrt: xrt(encode_s), decodeXrt: xrt(decode_s) };
      const sizes = { ratio, bitsPerSample: bits_per_sample, modelBytes: model_bytes };
      return [{ chain, maker, ...sizes, ...speeds }];
    });
}

export function makerOf(chain: string, registry: Registry): Maker {
  const stages = stagesOf(parseChain(chain, registry)).map(({ stage }) => stage);
  if (stages.some(stage => stage.isolation === 'process')) return 'program';
  return stages.some(stage => stage.packages.length > 0) ? 'package' : 'ours';
}

/** Whether no chain is as good at ratio and that speed, and better at one. */
export function isOnFront(contender: Contender, all: readonly Contender[], speed: Speed): boolean {
  return !all.some(rival => dominates(rival, contender, FIGURES[speed]));
}

function counts({ ratio }: Contender): boolean {
  return ratio > LEAST_RATIO;
}

const ratioOf = ({ ratio }: Contender) => ratio;

/** Of each speed the figures that count. */
const FIGURES: Readonly<Record<Speed, readonly FigureOf<Contender>[]>> = {
  encode: [ratioOf, ({ encodeXrt }) => encodeXrt],
  decode: [ratioOf, ({ decodeXrt }) => decodeXrt],
};

/** Better at both. */
function beats(a: Contender, b: Contender, speed: Speed): boolean {
  return FIGURES[speed].every(figure => figure(a) > figure(b));
}

function nearestOf(ours: readonly Contender[], contender: Contender, speed: Speed): Contender | undefined {
  const advantage = (own: Contender) => leastAdvantage(own, contender, FIGURES[speed]);
  return ours.toSorted((a, b) => advantage(b) - advantage(a))[0];
}
