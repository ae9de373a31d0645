/** The kernel of `lpc-gaussian`: what it exports, and where things lie in its memory. See kernel/layout.ts. */

import { roundUp } from '../../bytes/wasm.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { normalCountTables, STEPS_PER_OCTAVE, TABLE_ENTRIES } from '../../models/normal-counts.js';
import { type FittingKernel, type Opened, openFitting } from '../shared/prediction/memory.js';

type EncodeSteps = (lanes: number, from: number, to: number, mask: number, items: number) => void;
type DecodeSteps = (lanes: number, from: number, to: number, mask: number) => void;

/** What fits predictors and codes what they leave in four lanes. */
export interface LaneKernel extends FittingKernel {
  readonly fillCells: (tables: number) => void;
  readonly fillNearCodes: (converter: number) => void;
  readonly encode: EncodeSteps;
  readonly encodeConverted: EncodeSteps;
  readonly costOf: (items: number, steps: number) => number;
  readonly push: (lanes: number, items: number, steps: number, end: number) => number;
  readonly begin: (words: number, end: number) => void;
  readonly decode: DecodeSteps;
  readonly decodeConverted: DecodeSteps;
  readonly isDone: (lanes: number) => number;
}

const RANGE = 2 ** 22 - 1024 - 1024;
const COUNTS_BYTES = STEPS_PER_OCTAVE * TABLE_ENTRIES * 4;
const CELLS_BYTES = STEPS_PER_OCTAVE * 4096 * 2;
const TABLES_BYTES = roundUp(COUNTS_BYTES + CELLS_BYTES + 64);
const LANES_BYTES = 2176;

/** With the tables of counts, and where four lanes lie while they are run. */
export interface OpenedLanes extends Opened<LaneKernel> {
  readonly tables: number;
  readonly lanes: number;
}

/** Fills the tables of a kernel. */
export function openLanes(kernel: LaneKernel, profile: ConverterProfile | undefined): OpenedLanes {
  const tables = kernel.base();
  const opened = openFitting(kernel, profile, TABLES_BYTES + LANES_BYTES);
  new Uint32Array(kernel.memory.buffer, tables).set(normalCountTables(RANGE));
  kernel.fillCells(tables);
  if (profile !== undefined) {
    kernel.fillNearCodes(opened.uniform);
    kernel.fillNearCodes(opened.profiled);
  }
  return { ...opened, tables, lanes: tables + TABLES_BYTES };
}
