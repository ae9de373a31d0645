/**
 * What goes between the harness and the processes that measure. All of it is plain data.
 *
 * A task is an entry of `Tasks`, one of `TASKS`, and a function of measure/runner.ts; the compiler misses any of them.
 */
import type { Loss, LossKind, StageFacts, StageKind } from '../../codecs/codec.js';
import type { Breach } from '../../codecs/conformance.js';
import type { LiveChain } from '../../codecs/live.js';
import type { Operation } from '../instrument/operation.js';
import type { Quality } from '../quality/figures.js';
import type { Limit } from '../quality/limits.js';
import type { SpikeSample } from '../quality/pool.js';
import type { Comparison, MeasuredStretch } from '../quality/quality.js';
import type { TruthQuality } from '../quality/unit-figures.js';
import type { Recording } from '../recordings/recording.js';
import type { Outcome } from './outcome.js';

/** What each task is given, and the facts that it answers with. */
interface Tasks {
  /** Encodes, decodes in a fresh instance and compares. */
  readonly exact: [CellTask, ExactFacts];
  /** The first half of `exact`, where the second runs in another process. */
  readonly encodeOnly: [EncodeTask, EncodeFacts];
  readonly decodeOnly: [DecodeTask, DecodeFacts];
  /** By what decoded samples are known to be those of a recording. */
  readonly digest: [DigestTask, DigestFacts];
  /** Holds what was decoded of a chain that loses something against the recording. */
  readonly judge: [JudgeTask, JudgeFacts];
  /** What no chain can be blamed for, and what none can do better. */
  readonly flickerFloor: [FlickerTask, FlickerFacts];
  /** One process run of the timing pass. */
  readonly timing: [TimingTask, TimingFacts];
  /** Codes the beginning of a recording, to estimate how long all of it takes. */
  readonly pilot: [PilotTask, PilotFacts];
  /** Times a program that does nothing. */
  readonly startUp: [StartUpTask, StartUpFacts];
  /** Loads a plugin and describes its stages. */
  readonly describe: [DescribeTask, readonly StageDescription[]];
  /** Holds a stage to the contract; says before each step what it is about to try. */
  readonly conformance: [ConformanceTask, readonly Breach[]];
  /** Takes a whole file through its container and back. */
  readonly fileRoundTrip: [FileTask, FileFacts];
  /** A single call of a chain, from file to file. */
  readonly encodeSamples: [EncodeSamplesTask, EncodedSamples];
  readonly decodeStream: [DecodeStreamTask, DecodedStream];
  /** A chunk of an archive: samples to the payload of its record. */
  readonly encodeChunk: [EncodeChunkTask, EncodedChunk];
  /** And back: into files, or compared with them. */
  readonly decodeChunk: [DecodeChunkTask, DecodedChunk];
  /** A stretch of a lossy copy: holds its chunks against the original, and measures how good they are. */
  readonly judgeStretch: [JudgeStretchTask, JudgedStretch];
  /** Codes a recording, and counts what WebAssembly executes for it. */
  readonly operations: [OperationsTask, OperationsFacts];
  /** Codes a recording as an implant would send it, and back. */
  readonly sent: [SentTask, SentFacts];
  /** Times single blocks. */
  readonly deadline: [DeadlineTask, DeadlineFacts];
  /** Takes a chain's stream apart; notes say how much of that is done, as a number from 0 to 1. */
  readonly explain: [ExplainTask, ExplainFacts];
}

export type TaskName = keyof Tasks;
export type TaskOf<Name extends TaskName> = Tasks[Name][0];
export type FactsOf<Name extends TaskName> = Tasks[Name][1];

/** How a fresh process for a task is started. */
interface TaskDefinition {
  /**
   * Whether glibc's allocator keeps what was given back within the process, and the engine gives back what calls have
   * left when it is asked to (collect.ts), so that a result of some hundred kilobytes lands on memory that is there
   * already. Otherwise the kernel maps fresh pages for it, in some processes for every call and in others for none:
   * identical runs of rice took 200, 280 or 440 us, with this 195 to 200.
   */
  readonly warmMemory: boolean;
}

export const TASKS: { readonly [Name in TaskName]: TaskDefinition } = {
  exact: { warmMemory: false },
  encodeOnly: { warmMemory: false },
  decodeOnly: { warmMemory: false },
  digest: { warmMemory: false },
  judge: { warmMemory: false },
  flickerFloor: { warmMemory: false },
  timing: { warmMemory: true },
  pilot: { warmMemory: false },
  startUp: { warmMemory: false },
  describe: { warmMemory: false },
  conformance: { warmMemory: false },
  fileRoundTrip: { warmMemory: false },
  encodeSamples: { warmMemory: false },
  decodeStream: { warmMemory: false },
  encodeChunk: { warmMemory: false },
  decodeChunk: { warmMemory: false },
  judgeStretch: { warmMemory: false },
  sent: { warmMemory: false },
  deadline: { warmMemory: true },
  explain: { warmMemory: false },
  operations: { warmMemory: false },
};

/** What a measuring process has for each task. */
export type Answers = {
  readonly [Name in TaskName]: (task: TaskOf<Name>) => Promise<Outcome<FactsOf<Name>>>;
};

/** A chain on a recording, as a measuring process is given it. */
export interface CellTask {
  /** Printable id. */
  readonly chain: string;
  /** Absolute paths or package names of the plugins and profiles that the chain needs. */
  readonly plugins: readonly string[];
  readonly recording: Recording;
  /** If given, frames of which each make a stream of their own; see block-codec.ts. */
  readonly blockFrames?: number;
  /** Whether instances that have coded once code again, unless that took long: to see how quick they are when open. */
  readonly repeat?: boolean;
}

/** A cell whose stream is left in a file. */
export interface EncodeTask extends CellTask {
  readonly streamPath: string;
  /** Whether the chain may lose something, so that what it decodes to has to be found out. */
  readonly isLossy: boolean;
}

export interface DecodeTask extends EncodeTask {
  /** What its samples, decoded, have to come to: those recorded, or those that the encoding process has decoded. */
  readonly digest: string;
  /** Where they are to be left, planar; of a chain that may lose something. */
  readonly samplesPath?: string;
}

export type DigestTask = Pick<CellTask, 'recording'>;

export interface JudgeTask extends DigestTask {
  /** Planar samples. */
  readonly samplesPath: string;
  /** By how much each may be off; null where nothing is promised. */
  readonly greatestError: number | null;
  /** Whether to tell of each spike too. */
  readonly tellsSpikes?: boolean;
}

export interface JudgeFacts {
  /** Null of a solid set, whose samples are no one signal. */
  readonly quality: Quality | null;
  /** If it was asked for. */
  readonly spikes?: SpikeSample;
  /** Of spikes whose times are known; missing or null where none are. */
  readonly truth?: TruthQuality | null;
}

export interface FlickerTask extends DigestTask {
  readonly seed: number;
}

/** Figures are of the recording with half a code of noise. */
export interface FlickerFacts extends Comparison {
  /** R(D) of the recording. */
  readonly limits: readonly Limit[];
}

/** Facts of an exact pass that succeeded. */
export interface ExactFacts {
  readonly encodedBytes: number;
  /** Of the stream: equal bytes have the same. */
  readonly streamDigest?: string;
  /** Milliseconds inside the codec: opening, encoding and decoding once. For accounting, not for comparison. */
  readonly codecMs: number;
  /** Milliseconds inside the codec beyond that: encoding again. */
  readonly againMs: number;
  /** Of encoding and decoding in instances that have done so before, if it was asked for. */
  readonly openedMs?: number;
  /** Of a chain that may lose something. */
  readonly lost?: Lost;
}

/** What a chain promises of a recording, and what became of it. */
export interface Lost extends JudgeFacts {
  readonly kind: LossKind;
  /** Of each sample, in steps of int16; null where nothing is promised. */
  readonly greatestError: number | null;
}

export interface EncodeFacts extends Pick<ExactFacts, 'codecMs' | 'againMs'> {
  /** Of a chain that may lose something; and what its samples come to. */
  readonly lost?: Omit<Lost, keyof JudgeFacts> & DigestFacts;
}

export interface DecodeFacts extends DigestFacts, Pick<ExactFacts, 'codecMs'> {}

export interface DigestFacts {
  /** Of samples and their shape. */
  readonly digest: string;
}

export interface PilotTask extends CellTask {
  /** Of the longer of two beginnings, all channels together. */
  readonly mostSamples: number;
}

/** So many frames a channel, opened, encoded and decoded once, in milliseconds. */
export interface TriedOnce {
  readonly frames: number;
  readonly ms: number;
}

export interface PilotFacts {
  readonly short: TriedOnce;
  readonly long: TriedOnce;
  /** Milliseconds of the whole try. */
  readonly tookMs: number;
}

export interface TimingTask {
  readonly subject: TimingSubject;
  readonly budget: TimingBudget;
}

/** What is timed: a cell, as in a sweep; or something built in, over several recordings in each call. */
export type TimingSubject =
  | { readonly type: 'cell'; readonly cell: CellTask }
  | (Batch & { readonly type: 'chain' | 'stage'; readonly id: string })
  /** The module at an absolute path in the place of the coder `id`, whose streams it reads. */
  | (Batch & { readonly type: 'twin'; readonly id: string; readonly path: string })
  /** Samples copied, by which speeds of one machine can be compared with those of another. */
  | (Batch & { readonly type: 'copy' });

export interface Batch {
  readonly recordings: readonly Recording[];
  /** Ids of transforms whose output is timed on. */
  readonly after: readonly string[];
}

/** How long one process run of the timing pass samples. */
export interface TimingBudget {
  /** Milliseconds of samples for encode, and as many for decode; warm-up comes on top. */
  readonly timeMs: number;
  /** Samples that are taken at least, however slow the codec. */
  readonly minimumSamples: number;
  /** Milliseconds that encode, and as many that decode, may lose to a disturbed machine. */
  readonly patienceMs: number;
  /** The best time that earlier processes saw of the probe (quiet.ts); null if there were none. */
  readonly probeNs: number | null;
}

/** Facts of one process run of the timing pass. All but the probe's go to the log as they are. */
export interface TimingFacts {
  /** Every timed call of encode, in nanoseconds, ascending. */
  readonly encodeNs: readonly number[];
  readonly decodeNs: readonly number[];
  /** Of decoding one second from the middle; left out where a recording is not cut into chunks. */
  readonly accessNs?: readonly number[];
  readonly peakRssBytes: number;
  /** Whether the machine was quiet whenever a sample was taken. */
  readonly quiet: boolean;
  /** Milliseconds that were lost to a disturbed machine. */
  readonly lostMs: number;
  /** The best time of the probe in this process. */
  readonly probeNs: number;
}

type StartUpTask = Readonly<Record<string, never>>;

export interface StartUpFacts {
  /** Every call, in nanoseconds, in the order in which they were made. */
  readonly startNs: readonly number[];
}

export interface DescribeTask {
  /** Absolute path or package name. */
  readonly plugin: string;
}

/** A stage without its code. */
export interface StageDescription extends Omit<StageFacts, 'version' | 'modelBytes' | 'loss'> {
  readonly kind: StageKind;
  readonly modelBytes?: ModelBytesByChoice;
  /** Its bound is known to measuring processes only. */
  readonly loss?: Pick<Loss, 'kind' | 'idempotent'>;
  /** Whether the stage says how it passes errors on. */
  readonly passesErrorsOn?: true;
  /** What its `version` answered. */
  readonly version?: string;
}

/** The model bytes of a stage, which are a function, as data. */
export interface ModelBytesByChoice {
  readonly atDefaults: number;
  /** By parameter and choice: what it adds to that. */
  readonly added: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface ConformanceTask {
  readonly plugins: readonly string[];
  /** Id of a configured stage. */
  readonly stage: string;
}

/** A file and the chain that is to code it. */
export interface FileTask {
  readonly path: string;
  /** Printable id. */
  readonly chain: string;
  /** Absolute paths or package names. */
  readonly plugins: readonly string[];
}

/** Sizes of a file that came back byte for byte. */
export interface FileFacts {
  readonly originalBytes: number;
  readonly compressedBytes: number;
}

/** Samples are planar, in the byte order of the machine. */
export interface DecodeStreamTask extends Pick<CellTask, 'chain' | 'plugins'> {
  readonly samplesPath: string;
  readonly streamPath: string;
}

export interface DecodedStream {
  readonly channels: number;
}

export interface EncodeSamplesTask extends DecodeStreamTask {
  readonly channels: number;
  readonly sampleRateHz?: number;
}

export type EncodedSamples = Readonly<Record<string, never>>;

export interface EncodeChunkTask extends Pick<CellTask, 'chain' | 'plugins' | 'recording'> {
  /** Whether it is decoded again, and compared. */
  readonly verify: boolean;
  /** Of a lossy copy. */
  readonly lossy?: {
    readonly kind: 'bounded' | 'free';
    /** Printable id of what codes channels that may not lose anything. */
    readonly exactChain: string;
    readonly exact: readonly number[];
  };
}

export interface EncodedChunk {
  readonly payload: Uint8Array;
}

export interface DecodeChunkTask {
  readonly archive: string;
  /** Absolute paths or package names. */
  readonly plugins: readonly string[];
  readonly stream: number;
  readonly chunk: number;
  /** What becomes of the samples once their checksum is right; `files` are those of the plan, absolute. */
  readonly then:
    | { readonly type: 'nothing' }
    | { readonly type: 'write' | 'compare'; readonly files: readonly string[] };
}

export type DecodedChunk = Readonly<Record<string, never>>;

export interface JudgeStretchTask extends Pick<DecodeChunkTask, 'archive' | 'plugins'> {
  /** Originals: files of the plan, absolute. */
  readonly files: readonly string[];
  /** As archive/stretches.ts has it. */
  readonly stretch: {
    readonly stream: number;
    readonly firstChunk: number;
    readonly firstFrame: number;
    readonly frames: number;
    readonly hasFigures: boolean;
  };
  /** Where the records of its chunks begin. */
  readonly places: readonly number[];
  /** Of the noise of the flicker floor. */
  readonly seed: number;
}

export interface JudgedStretch {
  /** In steps of int16; null where nothing is promised. */
  readonly promisedError: number | null;
  readonly greatestError: number;
  /** Null if it was not asked for. */
  readonly quality: MeasuredStretch | null;
}

export interface OperationsTask extends CellTask {
  /** Otherwise it is only coded, to compare with. A process that counts goes on doing so: give it no other tasks. */
  readonly isCounted: boolean;
  /** If given, the chain codes as an implant would send: so many frames at a time, unless it codes samples on arrival. */
  readonly sentFrames?: number;
}

export interface OperationsFacts {
  /** Of all channels. */
  readonly samples: number;
  /** What the stream comes to, and the samples that it decodes to. */
  readonly digests: readonly [string, string];
  /** Transforms, coder and compressors, in their order; empty unless counted. */
  readonly stages: readonly StageOperations[];
}

export interface StageOperations {
  /** Printable id. */
  readonly stage: string;
  readonly encode: DirectionOperations;
  readonly decode: DirectionOperations;
}

interface DirectionOperations {
  readonly operations: readonly Operation[];
  /** Whether WebAssembly was executed that a plugin does not name. */
  readonly ranUnnamed: boolean;
}

export interface SentTask extends Pick<CellTask, 'chain' | 'plugins' | 'recording'> {
  /** Of which each is coded alone, unless the chain codes samples on arrival. */
  readonly blockFrames: number;
  /** Over which bytes are counted. */
  readonly windowFrames: number;
  /** Where decoded samples are left, planar, of a chain that may lose something. */
  readonly samplesPath: string;
}

export interface SentFacts {
  /** What the chain takes of an implant; null where it needs blocks of samples. */
  readonly live: LiveChain | null;
  /** By window of time, all channels together; the last window may be shorter. */
  readonly bytes: readonly number[];
  readonly kind: LossKind;
  /** Of each sample, in steps of int16; null where nothing is promised. */
  readonly greatestError: number | null;
}

export interface DeadlineTask extends Pick<CellTask, 'chain' | 'plugins' | 'recording'> {
  readonly blockFrames: number;
  /** Milliseconds of samples for encode, and as many for decode. */
  readonly timeMs: number;
  /** Milliseconds that each may lose to a disturbed machine. */
  readonly patienceMs: number;
}

/** Milliseconds of each timed block, ascending. */
export interface DeadlineFacts {
  readonly encodeMs: readonly number[];
  readonly decodeMs: readonly number[];
  readonly quiet: boolean;
}

export interface ExplainTask extends CellTask {
  /** Whether bits are shared out to channels and stretches of time, which takes some five times as long. */
  readonly pieces: boolean;
}

/** Where the bits of one recording, or the sums of several, went. Stages are printable ids. */
export interface ExplainFacts {
  /** Of all channels. */
  readonly samples: number;
  /** Of the recording itself. */
  readonly given: Entropies;
  /** In the order in which encode runs them; what the last one leaves is the coder's input. */
  readonly transforms: readonly TransformFacts[];
  readonly coder: CoderFacts;
  readonly compressors: readonly CompressorFacts[];
  /** Of each channel, coded alone, one stretch of time after the other; null if not asked for, or too costly. */
  readonly pieces: readonly (readonly Piece[])[] | null;
}

/** What samples take by three models, in bits: explain/entropies.ts says which. */
export interface Entropies {
  readonly order0: number;
  readonly normal: number;
  readonly predicted: number;
}

interface TransformFacts {
  readonly stage: string;
  /** What a chain writes of it, its length included. */
  readonly sideBytes: number;
  readonly leaves: Entropies;
}

interface CoderFacts {
  readonly stage: string;
  readonly bytes: number;
  /** They add up to the bytes; null of a format that is not ours. */
  readonly parts: readonly Part[] | null;
}

/** A kind of thing in a stream, and what all of its kind take. */
export interface Part {
  readonly name: string;
  readonly bits: number;
}

interface CompressorFacts {
  readonly stage: string;
  /** What it makes of the bytes before it. */
  readonly bytes: number;
}

/** Samples of one channel over a stretch of time. */
export interface Piece extends Entropies {
  readonly samples: number;
  /** Bits by which the stream of this channel, without side information, grows over the stretch. */
  readonly spent: number;
}
