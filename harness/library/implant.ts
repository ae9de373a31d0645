/** Whether chains fit an implant, as the library has it. */
import { availableParallelism } from 'node:os';
import { parseTypedChain } from '../grid/typed.js';
import { candidateOf, distinct, usualCandidates } from '../implant/candidates.js';
import { fitImplant, type ImplantAnswer, type ImplantHooks } from '../implant/implant.js';
import { CHALLENGE_TERMS, type Terms, USUAL_BLOCK_FRAMES, USUAL_LOOK } from '../implant/terms.js';
import { loadPlugged, registryWith } from '../plugins/plugged.js';
import type { Recording } from '../recordings/recording.js';
import { limitsOf } from '../sweep/limits.js';
import {
  AT_LEAST_0,
  checkOptions,
  FUNCTION,
  type Kind,
  type OptionKinds,
  OVER_0,
  RECORDINGS,
  SIGNAL,
  TEXTS,
  TRUTH_VALUE,
  wholeNumber,
} from './options.js';
import { recordingsOf } from './recordings.js';

/** Terms that are not given are those of the Neuralink compression challenge. */
export interface ImplantOptions extends Partial<Terms>, Partial<ImplantHooks> {
  /** Paths of files and folders, or recordings that were found. */
  readonly recordings: readonly (string | Recording)[];
  /** Printable ids; the usual ones of `ncb implant` unless given. */
  readonly chains?: readonly string[];
  /** Paths or package names. */
  readonly plugins?: readonly string[];
  /** Paths of converter profiles, and of models and topologies of middle-out. */
  readonly profiles?: readonly string[];
  /** Frames that chains which need blocks are given at a time; 16 unless given. */
  readonly blockFrames?: number;
  /** Looked at of each recording, its middle; 5 unless given. */
  readonly seconds?: number;
  /** Recordings that are looked at, drawn by the seed; 24 unless given. */
  readonly sample?: number;
  /** Whether blocks are timed on this machine, too. */
  readonly deadline?: boolean;
  /** Chains side by side; one a core unless given. */
  readonly jobs?: number;
  /** Seconds that a chain may take for all channels at hand; 120 unless given. */
  readonly timeoutS?: number;
  /** MiB that a process may take; 2048 unless given. */
  readonly memoryMb?: number;
  /** Draws the recordings; 1 unless given. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

function isRadio(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [name, joules] = ['name', 'joulesPerBit'].map((key): unknown => Reflect.get(value, key));
  return typeof name === 'string' && name !== '' && OVER_0.fits(joules);
}

/** One at least. */
const RADIOS: Kind = {
  wanted: 'a list of radios, each with a name and joulesPerBit over 0',
  fits: value => Array.isArray(value) && value.length > 0 && value.every(isRadio),
};

const KINDS: OptionKinds<ImplantOptions> = {
  recordings: RECORDINGS,
  chains: TEXTS,
  plugins: TEXTS,
  profiles: TEXTS,
  channels: wholeNumber(1),
  rateHz: OVER_0,
  bits: wholeNumber(1, 16),
  linkBitsPerS: OVER_0,
  latencyS: OVER_0,
  powerW: OVER_0,
  frontEndW: AT_LEAST_0,
  nodeNm: OVER_0,
  radios: RADIOS,
  overhead: AT_LEAST_0,
  blockFrames: wholeNumber(1, 2 ** 24),
  seconds: OVER_0,
  sample: wholeNumber(1),
  deadline: TRUTH_VALUE,
  jobs: wholeNumber(1),
  timeoutS: OVER_0,
  memoryMb: wholeNumber(128),
  seed: wholeNumber(0),
  signal: SIGNAL,
  onSent: FUNCTION,
  onCounted: FUNCTION,
  onTimed: FUNCTION,
};

/**
 * What chains ask of an implant, as `ncb implant` has it: rates, waits, state and power against the terms.
 * @throws Error in one line if an option, a chain or a path is wrong, or there is no recording; the signal's reason if it
 * fires
 */
export async function implant(options: ImplantOptions): Promise<ImplantAnswer> {
  checkOptions('implant', options, KINDS, ['recordings']);
  const { chains = [], plugins = [], profiles = [], timeoutS = 120, memoryMb = 2048 } = options;
  const { blockFrames = USUAL_BLOCK_FRAMES, deadline = false } = options;
  const { seconds = USUAL_LOOK.seconds, sample = USUAL_LOOK.recordings, seed = 1 } = options;
  const { jobs = availableParallelism(), signal = new AbortController().signal } = options;
  const { onSent = () => undefined, onCounted = () => undefined, onTimed = () => undefined } = options;
  const limits = { ...limitsOf({ timeoutS, memoryMb }, signal), signal };
  const plugged = await loadPlugged(plugins, limits, profiles);
  const registry = registryWith(plugged);
  const named = chains.map(id => candidateOf(parseTypedChain(id, registry), plugged));
  const { recordings } = await recordingsOf('implant', options.recordings, signal, () => true);
  const candidates = named.length > 0 ? distinct(named) : await usualCandidates(recordings, seed, plugged);
  const wish = { seconds, recordings: sample, seed };
  const terms = termsOf(options);
  return fitImplant(
    { candidates, recordings, wish, terms, blockFrames, plugged, deadline, jobs, limits },
    { onSent, onCounted, onTimed },
  );
}

function termsOf(given: Partial<Terms>): Terms {
  const usual = CHALLENGE_TERMS;
  const { channels = usual.channels, rateHz = usual.rateHz, bits = usual.bits } = given;
  const { linkBitsPerS = usual.linkBitsPerS, latencyS = usual.latencyS, powerW = usual.powerW } = given;
  const { frontEndW = usual.frontEndW, nodeNm = usual.nodeNm, radios = usual.radios } = given;
  const { overhead = usual.overhead } = given;
  return { channels, rateHz, bits, linkBitsPerS, latencyS, powerW, frontEndW, nodeNm, radios, overhead };
}
