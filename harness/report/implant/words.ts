/** What chains ask of an implant, in words, for a page and for a picture. */
import { count, figure } from '../format.js';
import type { ReportDemands, ReportImplant, ReportRadio, ReportTerms } from './model.js';

/** Converter codes as they are, as `ncb implant --json` calls them. */
const UNCODED = 'uncoded';

export function nameOf({ chain }: ReportDemands, { bits }: ReportTerms): string {
  return chain === UNCODED ? `codes of ${bits} bits` : chain;
}

const UNITS = ['', 'k', 'M', 'G'];

/** Such as `89.0 Mbit/s`. */
export function rateText(bitsPerS: number): string {
  let [value, unit] = [bitsPerS, 0];
  for (; value >= 999.5 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${figure(value)} ${UNITS[unit]}bit/s`;
}

/** In milliwatts, without the unit. */
export function powerText(watts: number): string {
  return figure(1000 * watts);
}

export function rangeText(range: { readonly floorW: number; readonly ceilingW: number }): string {
  const [floor, ceiling] = [powerText(range.floorW), powerText(range.ceilingW)];
  return floor === ceiling ? ceiling : `${floor} to ${ceiling}`;
}

export function latencyText(seconds: number): string {
  return `${figure(1000 * seconds)} ms`;
}

/** What radio and front ends take, whatever the codec does. */
export function besideW({ radioW }: ReportRadio, { channels, frontEndW }: ReportTerms): number {
  return radioW + channels * frontEndW;
}

/** What comes back, or how good it is. */
export function gradeText({ loss, grade, maxAbsError }: ReportDemands): string {
  if (loss === 'none') return 'lossless';
  const error = loss === 'bounded' && maxAbsError !== null ? `, ±${maxAbsError}` : '';
  if (loss === 'bounded' || loss === 'free') return `${grade ?? 'not judged'}${error}`;
  return grade === null ? loss : `${loss}, ${grade}`;
}

/** Such as `link 94.5x`. */
export function verdictText({ fits, excess }: ReportRadio): string {
  if (excess !== null) return `${excess.constraint} ${figure(excess.factor)}×`;
  return fits === true ? 'fits' : 'may fit';
}

/** Such as `uwb, 6.00 pJ a bit`. */
export function radioText({ name, joulesPerBit }: ReportTerms['radios'][number]): string {
  const pj = 1e12 * joulesPerBit;
  return `${name}, ${pj < 999.5 ? `${figure(pj)} pJ` : `${figure(pj / 1000)} nJ`} a bit`;
}

/** The terms, then what fits by each radio. */
export function implantSummary(implant: ReportImplant): string {
  const { terms, rows, measured } = implant;
  const { channels, rateHz, bits, linkBitsPerS, latencyS, powerW } = terms;
  const given = `${count(channels, 'channel')} at ${rateHz.toLocaleString('en-US')} Hz and ${bits} bits, ${rateText(channels * rateHz * bits)}, on a link of ${rateText(linkBitsPerS)} within ${latencyText(latencyS)} and ${powerText(powerW)} mW.`;
  const fits = terms.radios.map(({ name }, k) => fitText(rows, terms, name, k));
  return `${given} ${fits.join(' ')} Measured on ${count(measured.channels, 'channel')}, ${figure(measured.seconds)} s each at most.`;
}

function fitText(rows: readonly ReportDemands[], terms: ReportTerms, radio: string, k: number): string {
  const namesWhere = (fits: boolean | null) =>
    rows.filter(row => row.radios[k].fits === fits).map(row => nameOf(row, terms));
  const [sure, unsure] = [namesWhere(true), namesWhere(null)];
  const said =
    sure.length === 0 ? `By ${radio} nothing is sure to fit` : `By ${radio} fits: ${sure.join(', ')}`;
  return unsure.length === 0
    ? `${said}.`
    : `${said}; may fit, by what is known of its power: ${unsure.join(', ')}.`;
}
