/**
 * The largest step, and the chain, that is of a grade on recordings, within a time. Quality and size are measured over
 * windows: first where the grade ends on a few of them, then the curve over as many as there is time for, then what else
 * there is at the step found. Every stream is decoded in another process than it was encoded in, held to what its chain
 * promises, and what came back is what figures are of; nothing is read off between steps.
 */
import { shippedProfiles } from '../../codecs/converter/shipped.js';
import { isProfile } from '../../codecs/trained.js';
import { hasSpikeBand } from '../quality/channel.js';
import type { Recording } from '../recordings/recording.js';
import { gridLevels } from '../windows/grid-levels.js';
import { startLanes } from '../windows/lanes.js';
import { fittingProfiles } from '../windows/profile-fit.js';
import { makeWindows, qualityShape, type Windows } from '../windows/windows.js';
import { answerOf, type LossyAnswer } from './answer.js';
import { makeBoard } from './board.js';
import { type Ladder, laddersFor } from './ladders.js';
import type { Bench } from './measure.js';
import { measureOthers } from './others.js';
import type { LossyHooks, LossyRequest } from './request.js';
import { addMore, type Curve, measureCurve, type SearchOptions } from './steps.js';

// to end processes and to print
const RESERVE_MS = 300;

/** Whatever is known when the time is up, or the signal fires, makes the answer. */
export async function findLossy(request: LossyRequest, hooks: LossyHooks): Promise<LossyAnswer> {
  const { lanes, close } = startLanes(request.jobs, request.memoryMb * 2 ** 20);
  try {
    return await findLossyOn({ now: () => performance.now(), lanes }, request, hooks);
  } finally {
    await close();
  }
}

/** The same on any bench. */
export async function findLossyOn(
  bench: Bench,
  given: LossyRequest,
  hooks: LossyHooks,
): Promise<LossyAnswer> {
  const recordings = given.recordings.filter(({ sampleRateHz }) => hasSpikeBand(sampleRateHz));
  const bandless = given.recordings.filter(recording => !recordings.includes(recording));
  const request = { ...given, recordings };
  const { grade, seed, memoryMb, deadlineMs } = request;
  const board = makeBoard();
  const source = makeWindows(recordings, seed, qualityShape);
  const options = {
    ...{ bench, board, request, hooks, seed, signal: hooks.signal },
    ...{ memoryBytes: memoryMb * 2 ** 20, deadlineMs: deadlineMs - RESERVE_MS },
  };
  const curve = recordings.length === 0 ? null : await searchOn(source, options);
  return {
    ...answerOf(curve, { board, grade, totalWindows: source.total, seed }),
    codeBits: await codeBitsOf(recordings, seed),
    bandless: bandless.map(({ name }) => name),
  };
}

async function searchOn(source: Windows, options: SearchOptions): Promise<Curve> {
  const curve = await measureCurve(source, await laddersOf(options.request), options);
  if (curve.windows.length === 0) return curve;
  await measureOthers(curve, options);
  return addMore(source, curve, options);
}

/** With the profiles that may be of the converter of the recordings, and those that the user gave. */
async function laddersOf({ recordings, models, seed }: LossyRequest): Promise<Ladder[]> {
  const shipped = await fittingProfiles(shippedProfiles, recordings, seed);
  const profiles = models.filter(({ trained }) => isProfile(trained));
  const given = profiles.map(({ trained: { name }, specifier }) => ({ name, specifier }));
  return laddersFor(
    recordings.some(({ channels }) => channels > 1),
    [...shipped.map(({ name }) => ({ name })), ...given],
  );
}

/** Few values determine the step of a grid, and so its number of values, only so far. */
const TOLERANCE_BITS = 0.025;
const MOST_WINDOWS = 0.75;

/** Of the converter, if nearly all windows lie on grids of as many bits. */
async function codeBitsOf(recordings: readonly Recording[], seed: number): Promise<number | null> {
  const bits = (await gridLevels(recordings, seed)).map(levels =>
    levels === 0 ? 0 : Math.ceil(Math.log2(levels) - TOLERANCE_BITS),
  );
  const usual = bits.toSorted((a, b) => a - b)[bits.length >> 1] ?? 0;
  const share = bits.filter(count => count === usual).length / bits.length;
  return usual > 0 && share >= MOST_WINDOWS ? usual : null;
}
