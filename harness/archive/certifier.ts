/** A certificate, from what was found out of each stretch. */
import type { JudgedStretch } from '../processes/tasks.js';
import { QUALITY_VERSION } from '../quality/figures.js';
import { GRADE_CAVEAT, type Grade, gradeOf } from '../quality/grade.js';
import { makePool, type Pool } from '../quality/pool.js';
import { type Certificate, rounded } from './certificate.js';

/** Of the noise that the flicker floor is made of: the one that sweeps have too unless told otherwise. */
export const FLICKER_SEED = 1;

export interface Certifier {
  /** Stretches one after the other, as stretches.ts has them. */
  readonly add: (stream: number, judged: JudgedStretch) => void;
  readonly certificate: () => Certificate;
}

export function makeCertifier(seed: number): Certifier {
  const [all, floor] = [makePool(), makePool()];
  const streams: Partial<Record<Grade | 'none', number>> = {};
  let current: { readonly stream: number; readonly decoded: Pool; readonly floor: Pool } | undefined;
  let [promisedError, greatestError, measured, stretches]: [number | null, number, number, number] = [
    0, 0, 0, 0,
  ];
  const endStream = () => {
    if (current === undefined) return;
    const grade = gradeOf(rounded(current.decoded.figures()), rounded(current.floor.figures())) ?? 'none';
    streams[grade] = (streams[grade] ?? 0) + 1;
    current = undefined;
  };
  return {
    add: (stream, judged) => {
      const { quality } = judged;
      stretches++;
      greatestError = Math.max(greatestError, judged.greatestError);
      promisedError =
        judged.promisedError === null || promisedError === null
          ? null
          : Math.max(promisedError, judged.promisedError);
      if (quality === null) return;
      measured++;
      if (quality.decoded.length === 0) return;
      if (current?.stream !== stream) endStream();
      current ??= { stream, decoded: makePool(), floor: makePool() };
      all.add(stream, quality.decoded);
      current.decoded.add(stream, quality.decoded);
      current.floor.add(stream, quality.floor);
      floor.add(stream, quality.floor);
    },
    certificate: () => {
      endStream();
      const quality = rounded(all.figures());
      const flickerFloor = rounded(floor.figures());
      return {
        qualityVersion: QUALITY_VERSION,
        ...{ promisedError, greatestError, measured, stretches, quality },
        flickerFloor,
        ...{ seed, grade: gradeOf(quality, flickerFloor), caveat: GRADE_CAVEAT, streams },
      };
    },
  };
}
