/** What the page shows at a moment, and the parts that follow it. */
import type { ReportChain, ReportRun } from '../model.js';

export interface View {
  readonly run: ReportRun;
  /** Chains that pass the filters. */
  readonly shown: readonly ReportChain[];
  /** Chosen for the distribution and the steps, in the order of the run. */
  readonly picked: ReadonlySet<ReportChain>;
}

/** A part of the page that is drawn anew when the view changes. */
export interface Part {
  readonly element: HTMLElement;
  readonly update: (view: View) => void;
}

export type Toggle = (chain: ReportChain) => void;
