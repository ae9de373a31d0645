/**
 * What the page of a report is given: plain data, so that it goes through JSON, and nothing of Node, since the page's
 * script is compiled against it too.
 */
import type { Isolation } from '../../codecs/codec.js';

export interface ReportData {
  readonly created: string;
  /** The first is the one that others are compared with. */
  readonly runs: readonly ReportRun[];
}

export interface ReportRun {
  readonly name: string;
  readonly startedAt: string | null;
  /** What was run, on what: pairs of a label and a text. */
  readonly facts: readonly (readonly [string, string])[];
  readonly chains: readonly ReportChain[];
  /** Empty where the run has totals only. */
  readonly recordings: readonly ReportRecording[];
  /** Encoded bytes of `chains` × `recordings`, packed; see sizes.ts. */
  readonly sizes: string;
  readonly failures: readonly Failure[];
  /** Whether the run has cells, which say why; of totals alone failures are counted. */
  readonly failuresKnown: boolean;
}

/** Totals of a chain over the recordings of the run; aliases of one chain share their figures. */
export interface ReportChain {
  readonly chain: string;
  readonly aliases: readonly string[];
  readonly family: string;
  readonly isolation: Isolation;
  readonly scope: 'recording' | 'solid';
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
  /** Which recordings were timed: equal where the same ones were. Empty where none was, or the run has totals only. */
  readonly timedOn: string;
  /** Of ratio, encode xRT and decode xRT; null for one that takes no part, since it failed or was measured on fewer. */
  readonly onFront: boolean | null;
  readonly dominatedBy: string;
  /** Which of the stages, from 0, turns samples into bytes. */
  readonly coderAt: number;
}

export interface ReportRecording {
  readonly name: string;
  /** Enough of the checksum to find it again in another run. */
  readonly id: string;
  readonly rawBytes: number;
}

/** Cells of one chain that ended alike. */
export interface Failure {
  readonly chain: string;
  readonly status: string;
  readonly error: string;
  readonly recordings: readonly string[];
}

export type Speed = 'encode' | 'decode';

/** What the build bundles for Node with a small DOM; see page/picture.ts. */
export interface PictureModule {
  /** Ratio against a speed as a static SVG file. */
  readonly drawPicture: (run: ReportRun, speed: Speed) => string;
  /** The same against encode speed, and below it against decode speed. */
  readonly drawBothPictures: (run: ReportRun) => string;
}
