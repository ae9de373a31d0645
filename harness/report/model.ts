/**
 * What the page of a report is given: plain data, so that it goes through JSON, and nothing of Node, since the page's
 * script is compiled against it too.
 */
import type { Isolation, LossKind } from '../../codecs/codec.js';
import type { Quality } from '../quality/figures.js';
import type { Grade } from '../quality/grade.js';
import type { Scope } from '../recordings/recording.js';
import type { TopologyPicture } from '../topology/model.js';
import type { ReportImplant } from './implant/model.js';

export interface ReportData {
  readonly created: string;
  /** The first is the one that others are compared with. */
  readonly runs: readonly ReportRun[];
  /** Of each further run with the first. */
  readonly comparisons: readonly ReportComparison[];
}

export interface ReportRun {
  readonly name: string;
  readonly startedAt: string | null;
  /** What was run, on what: pairs of a label and a text. */
  readonly facts: readonly (readonly [string, string])[];
  /** Of chains that lose nothing. */
  readonly chains: readonly ReportChain[];
  readonly lossy: ReportLossy;
  /** Empty where the run has totals only. */
  readonly recordings: readonly ReportRecording[];
  /** Encoded bytes of `chains` × `recordings`, packed; see sizes.ts. */
  readonly sizes: string;
  readonly failures: readonly Failure[];
  /** Whether the run has cells, which say why; of totals alone failures are counted. */
  readonly failuresKnown: boolean;
  /** What each built-in stage of the chains does, by its name. */
  readonly stages: Readonly<Record<string, string>>;
  readonly explained: readonly ExplainedChain[];
  /** Null where nothing was asked of an implant. */
  readonly implant: ReportImplant | null;
  /** Those of the least ratios, and where on a page of recordings each is drawn; empty where there is none. */
  readonly views: readonly LinkedView[];
}

export interface LinkedView {
  readonly recording: string;
  readonly href: string;
}

/** Totals of a chain over the recordings of the run; aliases of one chain share their figures. */
export interface ReportChain {
  readonly chain: string;
  readonly aliases: readonly string[];
  readonly family: string;
  readonly isolation: Isolation;
  readonly scope: Scope;
  readonly recordings: number;
  readonly failed: number;
  readonly rawBytes: number;
  readonly encodedBytes: number;
  readonly modelBytes: number;
  readonly ratio: number | null;
  readonly bitsPerSample: number | null;
  readonly encodeXrt: number | null;
  readonly decodeXrt: number | null;
  readonly encodeMbPerS: number | null;
  readonly decodeMbPerS: number | null;
  readonly peakRssBytes: number | null;
  /** Of ratio, encode xRT and decode xRT; null for one that takes no part, since it failed or was measured on fewer. */
  readonly onFront: boolean | null;
  readonly dominatedBy: string;
  /** Which of the stages, from 0, turns samples into bytes. */
  readonly coderAt: number;
  /** Of one that the user gave; null of others, and where everything was given. */
  readonly standing: ReportStanding | null;
}

/** Chains that may lose something: apart from those that do not. */
export interface ReportLossy {
  /** Those of which samples come back, largest ratio first. */
  readonly chains: readonly LossyChain[];
  /** Those of which events, counts or power come back: fewest bits first. */
  readonly summaries: readonly LossyChain[];
  /** The original with half a code of noise; null where it was not measured. */
  readonly floor: Quality | null;
  /** R(D) of two errors, each by rising error. Empty in older runs. */
  readonly limits: Readonly<Record<'rmse' | 'band_rmse_sigma', readonly LimitPoint[]>>;
}

/** The fewest bits a sample for an error. */
export interface LimitPoint {
  readonly bits: number;
  readonly error: number;
}

/** Totals of a chain that may lose something, over the recordings of the run. */
export interface LossyChain {
  readonly chain: string;
  readonly aliases: readonly string[];
  /** Its id but for the step or error that its loss goes by: chains of one curve. */
  readonly curve: string;
  readonly loss: LossKind;
  readonly isolation: Isolation;
  readonly scope: Scope;
  /** Whether it is the user's, in a run with others. */
  readonly isGiven: boolean;
  readonly recordings: number;
  readonly failed: number;
  readonly ratio: number | null;
  readonly bitsPerSample: number | null;
  /** A second and channel. */
  readonly bitsPerSecond: number | null;
  readonly encodeXrt: number | null;
  readonly decodeXrt: number | null;
  /** Fronts among chains that may lose something: of ratio and band error, and of ratio and spikes found. */
  readonly onErrorFront: boolean;
  readonly onRecallFront: boolean;
  /** Figures of quality.csv over recordings; of totals alone those that stand there. */
  readonly kept: Quality;
  /** Null where it cannot be judged. */
  readonly grade: Grade | null;
  /** What a sorter by templates loses of its accuracy, where the times of spikes are known. */
  readonly sortingLoss: number | null;
}

/** Where a chain of the user's stands among all. */
export interface ReportStanding {
  /** By ratio, from 1; null if it failed on some recording, or was measured on fewer than others. */
  readonly rank: number | null;
  readonly of: number;
  /** Bytes beyond the smallest chain's, as a share of these; null as `rank` is. */
  readonly excess: number | null;
}

export interface ReportRecording {
  readonly name: string;
  readonly rawBytes: number;
}

/** Where the bits of a chain go: sums over recordings, as `ncb explain --json` says it. */
export interface ExplainedChain {
  readonly chain: string;
  readonly headline: string;
  readonly recordings: number;
  /** Of all channels. */
  readonly samples: number;
  /** Order-0 entropy of the recordings themselves. */
  readonly givenBits: number;
  readonly transforms: readonly ExplainedTransform[];
  readonly coder: ExplainedCoder;
  readonly compressors: readonly { readonly stage: string; readonly bits: number }[];
}

export interface ExplainedTransform {
  readonly stage: string;
  /** What it writes beside its samples. */
  readonly sideBits: number;
  /** Of what it leaves: order-0 entropy, a normal distribution of adaptive scale, and that around a prediction. */
  readonly order0Bits: number;
  readonly normalBits: number;
  readonly predictedBits: number;
}

export interface ExplainedCoder {
  readonly stage: string;
  readonly bits: number;
  /** They add up to its bits; empty of a format that is not ours. */
  readonly parts: readonly { readonly name: string; readonly bits: number }[];
}

/** Two runs, by the verdicts of `ncb compare`. */
export interface ReportComparison {
  readonly chains: readonly ComparedChain[];
  readonly onlyInBase: readonly string[];
  readonly onlyInOther: readonly string[];
  /** How times were judged, or why not: a sentence each. */
  readonly remarks: readonly string[];
}

type SizeVerdict = 'smaller' | 'larger' | 'same';

/** As harness/compare has them. */
export type TimeVerdict = 'faster' | 'slower' | 'same' | 'unclear' | 'withheld' | 'untested';

/** A chain over the recordings that both runs have. */
export interface ComparedChain {
  readonly chain: string;
  readonly scope: ReportChain['scope'];
  /** Recordings, and sums of bytes over them, that are ok in both. */
  readonly recordings: number;
  readonly rawBytes: number;
  readonly baseBytes: number;
  readonly otherBytes: number;
  /** null where no recording is ok in both. */
  readonly size: SizeVerdict | null;
  /** Of tables that ship with the codec. */
  readonly modelSize: SizeVerdict;
  readonly newlyFailed: number;
  readonly newlyOk: number;
  readonly encode: ComparedTime | null;
  readonly decode: ComparedTime | null;
}

/** Of a chain over the recordings that were timed in both runs. */
export interface ComparedTime {
  readonly baseXrt: number;
  readonly otherXrt: number;
  /** Time in the other over time in the base, above 1 is slower; ends of its 95 % interval. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: TimeVerdict;
}

/** Cells of one chain that ended alike. */
export interface Failure {
  readonly chain: string;
  readonly status: string;
  readonly error: string;
  readonly recordings: readonly string[];
}

export type Speed = 'encode' | 'decode';

/**
 * What a picture has beside ratio or bits: a speed, the error in the band of spikes, strong spikes found, or the power of
 * an implant.
 */
export type PictureAxis = Speed | 'error' | 'found' | 'power';

/** What the build bundles for Node with a small DOM; see page/picture.ts. */
export interface PictureModule {
  /** Ratio against a speed as a static SVG file. */
  readonly drawPicture: (run: ReportRun, speed: Speed) => string;
  /** The same against encode speed, and below it against decode speed. */
  readonly drawBothPictures: (run: ReportRun) => string;
  /** Of chains that may lose something, bits a sample against what is lost. */
  readonly drawLossyPicture: (run: ReportRun, axis: 'error' | 'found') => string;
  /** What chains ask of an implant, a panel a radio. */
  readonly drawImplantPicture: (implant: ReportImplant) => string;
  /** Leads of a recording, by what they have in common. */
  readonly drawTopologyPicture: (picture: TopologyPicture, name: string) => string;
}
