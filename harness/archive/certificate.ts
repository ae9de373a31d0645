/** What a lossy copy says of itself: what was promised, what was lost, and by which definitions that was measured. */
import { ofEachFigure, QUALITY_FIGURES, type Quality } from '../quality/figures.js';
import { type Grade, gradeOf } from '../quality/grade.js';
import { asCount, asObject, type Facts, say } from '../recordings/beside.js';

export interface Certificate {
  /** Of the definitions of figures and grades: `QUALITY_VERSION` of whoever wrote it. */
  readonly qualityVersion: number;
  /** The greatest error that the chain promises, over all chunks, in steps of int16; null where it promises nothing. */
  readonly promisedError: number | null;
  /** And the greatest that there is. */
  readonly greatestError: number;
  /** Stretches that were measured, evenly spread, and all that there are (stretches.ts). */
  readonly measured: number;
  readonly stretches: number;
  /** Of all channels that may have lost something, to seven digits. */
  readonly quality: Quality;
  /** The same of the originals with half a code of noise from the seed. */
  readonly flickerFloor: Quality;
  readonly seed: number;
  readonly grade: Grade | null;
  readonly caveat: string;
  /** How many streams have which grade, each by its own figures; `none`: there is no band of spikes to judge by. */
  readonly streams: Readonly<Partial<Record<Grade | 'none', number>>>;
}

const DIGITS = 7;

/** Figures as certificates have them: digits beyond those are noise of rounding. */
export function rounded(quality: Quality): Quality {
  return ofEachFigure(name => {
    const value = quality[name];
    return value === null ? null : Number(value.toPrecision(DIGITS));
  });
}

/** From the best on. */
const GRADES: Readonly<Record<Grade, true>> = {
  ...{ transparent: true, 'sorting-safe': true, 'decoding-safe': true, lossy: true },
};

function isGrade(value: unknown): value is Grade {
  return typeof value === 'string' && Object.hasOwn(GRADES, value);
}

/** @throws Error if it is no certificate */
export function checkedCertificate(value: unknown): Certificate {
  const facts = asObject('its certificate', value);
  const count = (key: string, least: number) => asCount(`certificate.${key}`, facts[key], least);
  const { grade, caveat, promisedError } = facts;
  if (grade !== null && !isGrade(grade)) throw new Error(`certificate.grade is ${say(grade)}`);
  if (typeof caveat !== 'string' || !/^\P{Cc}{0,1000}$/u.test(caveat)) {
    throw new Error(`certificate.caveat is ${say(caveat)}, want a line of text`);
  }
  return {
    qualityVersion: count('qualityVersion', 1),
    promisedError: promisedError === null ? null : errorOf('promisedError', promisedError),
    greatestError: errorOf('greatestError', facts.greatestError),
    ...{ measured: count('measured', 0), stretches: count('stretches', 0) },
    quality: checkedFigures('quality', facts.quality),
    flickerFloor: checkedFigures('flickerFloor', facts.flickerFloor),
    ...{ seed: count('seed', 0), grade, caveat },
    streams: checkedStreams(facts.streams),
  };
}

function errorOf(key: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new Error(`certificate.${key} is ${say(value)}, want a number of at least 0`);
}

/** A figure that a later version has is passed over; one that an earlier one lacks is none. */
function checkedFigures(key: string, value: unknown): Quality {
  const facts = asObject(`certificate.${key}`, value);
  return ofEachFigure(name => {
    const figure = facts[name] ?? null;
    if (figure === null || typeof figure === 'number') return figure;
    throw new Error(`certificate.${key}.${name} is ${say(figure)}, want a number`);
  });
}

function checkedStreams(value: unknown): Certificate['streams'] {
  const facts: Facts = asObject('certificate.streams', value);
  return Object.fromEntries(
    Object.entries(facts).map(([grade, count]) => {
      if (!isGrade(grade) && grade !== 'none') throw new Error(`certificate.streams has ${say(grade)}`);
      return [grade, asCount(`certificate.streams.${grade}`, count, 1)];
    }),
  );
}

/** What figures of the flicker floor are called by, before their names. */
export const FLOOR_ROW = 'flicker floor: ';
/** What the grades of streams are called by. */
export const STREAMS_ROW = 'streams';

/** A figure of a certificate beside what was computed anew. */
export interface HeldFigure {
  readonly figure: string;
  readonly certificate: number | string | null;
  readonly recomputed: number | string | null;
  readonly holds: boolean;
}

/** Each figure of two certificates by the same definitions. */
export function compareCertificates(one: Certificate, other: Certificate): HeldFigure[] {
  const row = (
    figure: string,
    certificate: HeldFigure['certificate'],
    recomputed: HeldFigure['recomputed'],
  ) => ({ figure, certificate, recomputed, holds: isSame(certificate, recomputed) });
  const rows = (prefix: string, key: 'quality' | 'flickerFloor') =>
    Object.keys(QUALITY_FIGURES).map(name =>
      row(`${prefix}${name}`, one[key][name as keyof Quality], other[key][name as keyof Quality]),
    );
  return [
    row('grade', one.grade, other.grade),
    row(STREAMS_ROW, saidStreams(one), saidStreams(other)),
    row('promised_error', one.promisedError, other.promisedError),
    row('greatest_error', one.greatestError, other.greatestError),
    ...rows('', 'quality'),
    ...rows(FLOOR_ROW, 'flickerFloor'),
  ];
}

/** Such as `370 sorting-safe, 5 lossy`. */
export function saidStreams({ streams }: Certificate): string {
  const order = [...Object.keys(GRADES), 'none'];
  const entries = Object.entries(streams).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return entries
    .map(([grade, count]) => `${count} ${grade === 'none' ? 'without a grade' : grade}`)
    .join(', ');
}

/** Relative: what engines may round otherwise, many times over. */
const TOLERANCE = 1e-5;
const NOTHING = 1e-9;

function isSame(a: HeldFigure['certificate'], b: HeldFigure['certificate']): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= Math.max(NOTHING, TOLERANCE * Math.max(Math.abs(a), Math.abs(b)));
}

/** What shows without the originals that a certificate by today's definitions cannot be right; undefined if nothing does. */
export function flawOf(certificate: Certificate): string | undefined {
  const { quality, flickerFloor, grade, promisedError, greatestError } = certificate;
  const own = gradeOf(quality, flickerFloor);
  if (own !== grade) return `it says ${grade ?? 'no grade'}, its figures make ${own ?? 'none'}`;
  if (promisedError === null || greatestError <= promisedError) return undefined;
  return `it says that samples are off by ${greatestError}, where the chain promises ${promisedError} at most`;
}
