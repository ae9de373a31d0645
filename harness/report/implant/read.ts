/**
 * What `ncb implant` found, from a file that it wrote beside the CSVs of a run, or alone in a folder:
 *
 *   ncb implant PATH.. --out results/NAME
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LOSS_KINDS } from '../../../codecs/loss.js';
import { type JudgedRun, openTotals, readText, resultFiles } from '../../run/load.js';
import {
  amountIn,
  choiceIn,
  type Fields,
  numberIn,
  objectIn,
  objectsIn,
  orNull,
  positiveIn,
  readFields,
  textIn,
  textsIn,
  truthIn,
} from '../fields.js';
import type { ReportDemands, ReportImplant, ReportRadio, ReportTerms } from './model.js';

export const IMPLANT_FILE = 'implant.json';

/**
 * Of the run at a path; null where the file is not there.
 * @throws Error in one line that names the file, what is wrong and where in it
 */
export function readImplant(path: string): ReportImplant | null {
  const file = join(statSync(path).isDirectory() ? path : dirname(path), IMPLANT_FILE);
  return existsSync(file) ? parseImplant(readText(file), file) : null;
}

/**
 * As openTotals; of a folder that holds nothing but what an implant was asked for, a run without chains.
 * @throws Error in one line that names the file and what is wrong
 */
export function openWithImplant(path: string, machine?: string): JudgedRun {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  if (!isFolder || !existsSync(join(path, IMPLANT_FILE))) return openTotals(path, machine);
  const { cells, totals } = resultFiles(path);
  if (cells !== undefined || totals !== undefined) return openTotals(path, machine);
  const name = basename(resolve(path));
  return { path, name, cells: [], totals: [], quality: [], limits: [], environment: null };
}

/**
 * @param text as `ncb implant --json` prints it
 * @param file that it is from, for errors
 * @throws Error in one line that names the file, what is wrong and where in it
 */
export function parseImplant(text: string, file: string): ReportImplant {
  return readFields(text, file, 'ncb implant --json', fields => {
    const terms = termsOf(objectIn(fields, 'terms'));
    const arrays = objectsIn(fields, 'measured_on');
    const rows = objectsIn(fields, 'rows').map(row => demandsOf(row, terms));
    if (rows.length === 0) throw new Error('rows is empty');
    return {
      terms,
      measured: {
        channels: arrays.reduce((sum, array) => sum + amountIn(array, 'channels'), 0),
        seconds: arrays.reduce((most, array) => Math.max(most, amountIn(array, 'duration_s')), 0),
      },
      rows,
      failures: objectsIn(fields, 'failures').map(failure => ({
        chain: textIn(failure, 'chain'),
        error: textIn(failure, 'error'),
      })),
    };
  });
}

function termsOf(fields: Fields): ReportTerms {
  const radios = objectsIn(fields, 'radios').map(radio => ({
    name: textIn(radio, 'name'),
    joulesPerBit: positiveIn(radio, 'joules_per_bit'),
  }));
  if (radios.length === 0) throw new Error('terms.radios is empty');
  return {
    channels: positiveIn(fields, 'channels'),
    rateHz: positiveIn(fields, 'rate_hz'),
    bits: positiveIn(fields, 'bits'),
    linkBitsPerS: positiveIn(fields, 'link_bits_per_s'),
    latencyS: positiveIn(fields, 'latency_s'),
    powerW: positiveIn(fields, 'power_w'),
    frontEndW: amountIn(fields, 'front_end_w'),
    nodeNm: positiveIn(fields, 'node_nm'),
    overhead: amountIn(fields, 'overhead'),
    chunkFrames: positiveIn(fields, 'chunk_frames'),
    radios,
  };
}

const CONSTRAINTS = ['link', 'latency', 'power'] as const;

const amount = orNull(amountIn);

function demandsOf(fields: Fields, terms: ReportTerms): ReportDemands {
  const radios = objectsIn(fields, 'radios');
  const isAlike = radios.length === terms.radios.length;
  if (!isAlike || radios.some((radio, k) => textIn(radio, 'name') !== terms.radios[k].name)) {
    throw new Error(`${fields.at}.radios are not those of the terms`);
  }
  return {
    chain: textIn(fields, 'chain'),
    loss: choiceIn(fields, 'loss', LOSS_KINDS),
    isLive: truthIn(fields, 'is_live'),
    blockFrames: amountIn(fields, 'block_frames'),
    ratio: amount(fields, 'ratio'),
    linkBitsPerS: amountIn(fields, 'link_bits_per_s'),
    worstLinkBitsPerS: amountIn(fields, 'worst_link_bits_per_s'),
    worstS: positiveIn(fields, 'worst_s'),
    latencyS: amountIn(fields, 'latency_s'),
    totalStateBytes: amountIn(fields, 'total_state_bytes'),
    compute: rangeIn(fields, 'compute_floor_w', 'compute_ceiling_w'),
    processorW: amount(fields, 'processor_w'),
    breakEvenPj: amount(fields, 'break_even_pj_per_bit'),
    channelsByLink: amount(fields, 'channels_by_link'),
    maxAbsError: amount(fields, 'max_abs_error'),
    grade: orNull(textIn)(fields, 'grade'),
    energyNotes: textsIn(fields, 'energy_notes'),
    encodeBlockMs: amount(fields, 'encode_block_p999_ms'),
    decodeBlockMs: amount(fields, 'decode_block_p999_ms'),
    radios: radios.map(radioOf),
  };
}

function radioOf(fields: Fields): ReportRadio {
  const constraint = orNull((of, key) => choiceIn(of, key, CONSTRAINTS))(fields, 'fails_by');
  return {
    radioW: amountIn(fields, 'radio_w'),
    total: rangeIn(fields, 'total_floor_w', 'total_ceiling_w'),
    channelsByPower: amount(fields, 'channels_by_power'),
    fits: orNull(truthIn)(fields, 'fits'),
    excess: constraint === null ? null : { constraint, factor: numberIn(fields, 'fails_factor') },
  };
}

/** Both ends or none. */
function rangeIn(fields: Fields, floor: string, ceiling: string) {
  const [floorW, ceilingW] = [amount(fields, floor), amount(fields, ceiling)];
  if (floorW === null || ceilingW === null) return null;
  if (floorW > ceilingW) throw new Error(`${fields.at}.${floor} is over ${ceiling}`);
  return { floorW, ceilingW };
}
