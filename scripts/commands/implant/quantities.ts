/** Quantities with units, as people type them: 10mW, 1M, 6p, 1ms, 16frames. */
import type { Radio } from '../../../harness/implant/terms.js';

const FACTORS: Readonly<Record<string, number>> = {
  ...{ f: 1e-15, p: 1e-12, n: 1e-9, u: 1e-6, µ: 1e-6, m: 1e-3 },
  ...{ '': 1, k: 1e3, M: 1e6, G: 1e9 },
};

/**
 * A number with a prefix of the SI and the unit, which may be left out.
 * @throws Error in one line, with an example, unless it is one, over 0
 */
export function quantity(option: string, text: string, unit: string, example: string): number {
  const value = parseQuantity(text, unit);
  if (value !== undefined) return value;
  throw new Error(`--${option} ${JSON.stringify(text)}: want ${wordsOf(unit)} over 0, such as ${example}`);
}

function wordsOf(unit: string): string {
  return unit === '' ? 'a number' : `a number of ${unit}`;
}

/** @returns undefined unless it is one, over 0 */
function parseQuantity(text: string, unit: string): number | undefined {
  const bare = text.trim();
  const number = unit !== '' && bare.endsWith(unit) ? bare.slice(0, -unit.length) : bare;
  const match = /^(\d+(?:\.\d+)?(?:e-?\d+)?) *([fpnuµmkMG]?)$/.exec(number.trim());
  if (match === null) return undefined;
  // so that 1 ms is the number that 0.001 is
  const factor = FACTORS[match[2]];
  const value = factor < 1 ? Number(match[1]) / Math.round(1 / factor) : Number(match[1]) * factor;
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

/**
 * Radios such as `uwb=6p,ble=10n`, of joules a bit.
 * @throws Error in one line if one has no name, or no energy, or a name stands twice
 */
export function radiosOf(text: string): Radio[] {
  const radios = text.split(',').map(typed => {
    const [, name, energy] = /^([A-Za-z][A-Za-z0-9-]*)=(.+)$/.exec(typed.trim()) ?? [];
    const joulesPerBit = energy === undefined ? undefined : parseQuantity(energy, 'J');
    if (joulesPerBit === undefined) {
      throw new Error(
        `--radio ${JSON.stringify(typed)}: want a name and joules a bit, such as uwb=6p or uwb=6p,ble=10n`,
      );
    }
    return { name, joulesPerBit };
  });
  const names = radios.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice !== undefined) throw new Error(`--radio ${text}: ${twice} stands twice`);
  return radios;
}

/**
 * Frames of `16frames`, or of a time such as `1ms`.
 * @throws Error in one line unless that is one frame or more
 */
export function framesOf(option: string, text: string, rateHz: number): number {
  const match = /^(\d+) *frames?$/.exec(text.trim());
  const seconds = match === null && /s$/.test(text.trim()) ? parseQuantity(text, 's') : undefined;
  const frames = match === null ? Math.floor((seconds ?? 0) * rateHz) : Number(match[1]);
  if (frames >= 1 && frames <= MOST_FRAMES) return frames;
  throw new Error(
    `--${option} ${JSON.stringify(text)}: want frames or a time that holds one, such as 16frames or 1ms`,
  );
}

const MOST_FRAMES = 2 ** 24;
