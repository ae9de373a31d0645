/** The kernel of `lpc-gaussian`: what it exports, and where things lie in its memory. See kernel/layout.ts. */

import { type KernelExports, roundUp } from '../../bytes/wasm.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { normalCountTables, STEPS_PER_OCTAVE, TABLE_ENTRIES } from '../../models/normal-counts.js';
import { type FittingKernel, type Opened, openConverters } from '../shared/prediction/memory.js';

type EncodeSteps = (lanes: number, from: number, to: number, mask: number, items: number) => void;
type DecodeSteps = (lanes: number, from: number, to: number, mask: number) => void;

/** What fits predictors and models and pushes what they leave in four lanes. */
export interface EncoderKernel extends FittingKernel {
  readonly encode: EncodeSteps;
  readonly encodeConverted: EncodeSteps;
  readonly costOf: (items: number, steps: number) => number;
  readonly steadyCodes: (codes: number, count: number) => number;
  readonly push: (lanes: number, items: number, steps: number, end: number) => number;
}

export interface DecoderKernel extends KernelExports {
  readonly fillCells: (tables: number) => void;
  readonly fillNearCodes: (converter: number) => void;
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
export interface OpenedLanes<K extends KernelExports = KernelExports> extends Opened<K> {
  readonly tables: number;
  readonly lanes: number;
}

/** Fills the tables of a kernel. */
export function openLanes<K extends KernelExports>(
  kernel: K,
  profile: ConverterProfile | undefined,
): OpenedLanes<K> {
  const tables = kernel.base();
  const opened = openConverters(kernel, profile, TABLES_BYTES + LANES_BYTES);
  new Uint32Array(kernel.memory.buffer, tables).set(normalCountTables(RANGE));
  return { ...opened, tables, lanes: tables + TABLES_BYTES };
}
