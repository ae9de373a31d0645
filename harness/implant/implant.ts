/** Whether chains fit an implant: measured on recordings, and held against its terms. */

import type { LossKind } from '../../codecs/codec.js';
import type { LiveChain } from '../../codecs/live.js';
import type { Plugged } from '../plugins/plugged.js';
import type { Limits } from '../processes/guard.js';
import type { Quality } from '../quality/figures.js';
import { type TotalQuality, totalQuality } from '../quality/total.js';
import type { Recording } from '../recordings/recording.js';
import { type ArrayWish, arraysOf } from './arrays.js';
import { type Deadline, timeBlocks } from './deadline.js';
import { type Demands, demandsOf, type EnergyRange, uncoded } from './demands.js';
import { energiesOf, type KnownEnergy } from './energy.js';
import { type Candidate, type Cell, type MeasuredChain, measureChains } from './measure.js';
import type { Terms } from './terms.js';

export interface ImplantRequest {
  readonly candidates: readonly Candidate[];
  readonly recordings: readonly Recording[];
  readonly wish: ArrayWish;
  readonly terms: Terms;
  /** Frames that chains which need blocks are given at a time. */
  readonly blockFrames: number;
  /** Stages and profiles beside the built-in ones. */
  readonly plugged: Plugged;
  /** Whether blocks are timed on this machine, when all else is done. */
  readonly deadline: boolean;
  readonly jobs: number;
  readonly limits: Limits & { readonly signal: AbortSignal };
}

export interface ImplantHooks {
  readonly onSent: (done: number, total: number) => void;
  readonly onCounted: (done: number, total: number) => void;
  readonly onTimed: (done: number, total: number) => void;
}

export interface ImplantRow {
  /** Null of codes as they are. */
  readonly chain: string | null;
  readonly kind: LossKind;
  /** Null of a chain that needs blocks of samples. */
  readonly live: LiveChain | null;
  readonly blockFrames: number;
  readonly bitsPerSample: number;
  readonly worstBitsPerSample: number;
  /** How long the window of the worst is: a second, unless recordings are shorter. */
  readonly worstS: number;
  /** Null if nothing was lost. */
  readonly quality: TotalQuality | null;
  readonly energy: EnergyRange | null;
  /** Why there is none, or what it leaves out. */
  readonly energyNotes: readonly string[];
  readonly demands: Demands;
  /** Null if it was not asked for, or failed. */
  readonly deadline: Deadline | null;
}

export interface ImplantAnswer {
  readonly terms: Terms;
  readonly arrays: readonly Recording[];
  readonly blockFrames: number;
  /** Codes as they are first; then by what is lost, and within that the most bits first. */
  readonly rows: readonly ImplantRow[];
  readonly failures: readonly { readonly chain: string; readonly error: string }[];
}

/** @throws the signal's reason if it fires */
export async function fitImplant(
  request: ImplantRequest,
  { onSent, onCounted, onTimed }: ImplantHooks,
): Promise<ImplantAnswer> {
  const { candidates, recordings, wish, terms, blockFrames, jobs, limits } = request;
  const arrays = arraysOf(recordings, wish);
  const options = { blockFrames, jobs, limits, seed: wish.seed, onStep: onSent };
  const { chains, floors } = await measureChains(candidates, arrays, options);
  const measured = chains.filter(({ error }) => error === '');
  const known = await energiesOf(
    measured.map(({ candidate }) => candidate),
    arrays,
    {
      ...{ plugged: request.plugged, nodeNm: terms.nodeNm, blockFrames, jobs, signal: limits.signal },
      onCounted,
    },
  );
  const deadlines = request.deadline ? await timeAll(measured, request, onTimed) : new Map();
  const rows = measured.map(chain => rowOf(chain, { floors, terms, blockFrames, deadlines, known }));
  const failed = chains.filter(({ error }) => error !== '');
  return {
    ...{ terms, arrays, blockFrames },
    rows: [rawRow(terms), ...rows.toSorted(byLossAndSize)],
    failures: [
      ...failed.map(({ candidate, error }) => ({ chain: candidate.id, error })),
      ...[...deadlines].flatMap(([chain, one]) =>
        typeof one === 'string' ? [{ chain, error: `blocks were not timed: ${one}` }] : [],
      ),
    ],
  };
}

/** By chain: how long blocks take, or why that is not known. */
type Deadlines = ReadonlyMap<string, Deadline | string>;

async function timeAll(
  chains: readonly MeasuredChain[],
  { recordings, terms, blockFrames, limits }: ImplantRequest,
  onTimed: ImplantHooks['onTimed'],
): Promise<Deadlines> {
  const deadlines = new Map<string, Deadline | string>();
  onTimed(0, chains.length);
  for (const [k, { candidate, cells }] of chains.entries()) {
    const own = cells[0].facts.live?.blockFrames || blockFrames;
    const wish = { channels: terms.channels, blockFrames: own };
    deadlines.set(candidate.id, await timeBlocks(candidate, recordings, wish, limits));
    limits.signal.throwIfAborted();
    onTimed(k + 1, chains.length);
  }
  return deadlines;
}

function rawRow(terms: Terms): ImplantRow {
  const sending = uncoded(terms);
  return {
    ...{ chain: null, kind: 'none', worstS: 1, quality: null, energyNotes: [], deadline: null },
    ...sending,
    demands: demandsOf(sending, terms),
  };
}

interface Basis extends Pick<ImplantRequest, 'terms' | 'blockFrames'> {
  readonly floors: readonly Quality[];
  readonly deadlines: Deadlines;
  readonly known: ReadonlyMap<string, KnownEnergy>;
}

function rowOf(
  { candidate, cells }: MeasuredChain,
  { floors, terms, blockFrames, deadlines, known }: Basis,
): ImplantRow {
  const [{ facts }] = cells;
  const deadline = deadlines.get(candidate.id) ?? null;
  const { energy, notes } = known.get(candidate.id) ?? { energy: null, notes: [] };
  const sizes = cells.map(sizeOf);
  const worst = sizes.reduce((most, size) => (size.worst.bits > most.worst.bits ? size : most)).worst;
  const qualities = cells.flatMap(({ quality }) => quality ?? []);
  const sending = {
    bitsPerSample:
      sizes.reduce((sum, { bits }) => sum + bits, 0) / sizes.reduce((sum, { samples }) => sum + samples, 0),
    worstBitsPerSample: worst.bits,
    live: facts.live,
    blockFrames,
    energy,
  };
  return {
    ...sending,
    chain: candidate.id,
    kind: facts.kind,
    worstS: worst.seconds,
    quality: qualities.length === 0 ? null : totalQuality(qualities, floors),
    energyNotes: notes,
    demands: demandsOf(sending, terms),
    deadline: typeof deadline === 'string' ? null : deadline,
  };
}

interface Size {
  readonly samples: number;
  readonly bits: number;
  /** Bits a sample of the worst window. */
  readonly worst: { readonly bits: number; readonly seconds: number };
}

/** A window that is cut short by the end counts only where there is no whole one. */
function sizeOf({ array: { channels, frames, sampleRateHz }, facts: { bytes } }: Cell): Size {
  const windowFrames = Math.min(frames, Math.round(sampleRateHz));
  const whole = bytes.slice(0, Math.max(1, Math.floor(frames / windowFrames)));
  return {
    samples: channels * frames,
    bits: 8 * bytes.reduce((sum, count) => sum + count, 0),
    worst: {
      bits: (8 * Math.max(...whole)) / (channels * windowFrames),
      seconds: windowFrames / sampleRateHz,
    },
  };
}

const KINDS: readonly LossKind[] = ['none', 'bounded', 'free', 'events', 'power', 'counts'];

function byLossAndSize(a: ImplantRow, b: ImplantRow): number {
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.bitsPerSample - a.bitsPerSample;
}
