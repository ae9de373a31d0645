/** As much of an implant's answer as a time allows. */
import { draw } from '../common/shuffle.js';
import { excerptOf } from '../recordings/excerpt.js';
import { durationS, type Recording } from '../recordings/recording.js';
import { fitImplant, type ImplantAnswer, type ImplantRequest } from './implant.js';
import { USUAL_LOOK } from './terms.js';

export type WithinRequest = Omit<ImplantRequest, 'wish' | 'deadline'> & {
  readonly seed: number;
  /** When all has to be over, by `performance.now()`. */
  readonly deadlineMs: number;
};

/** How much of recordings is looked at. */
interface Look {
  readonly recordings: number;
  readonly seconds: number;
  /** Of each recording at most, neighbours in its middle. */
  readonly channels: number;
}

/** Each about four times what comes before it; the last is all that `ncb implant` looks at. */
const LOOKS: readonly Look[] = [
  { recordings: 3, seconds: 1, channels: 4 },
  { recordings: 6, seconds: 2, channels: 8 },
  { recordings: 12, seconds: 3, channels: 16 },
  { ...USUAL_LOOK, channels: Number.POSITIVE_INFINITY },
];

/** One chain may take this share of a look's time, so that it costs no other its place. */
const CHAIN_SHARE = 0.5;

export interface AnswerWithin extends ImplantAnswer {
  /** Whether it is by all that `ncb implant` looks at. */
  readonly isWhole: boolean;
}

/**
 * The answer by the largest look that the time allows: they grow while the next is likely to be over in time.
 * @param onSent of the look that is under way
 * @returns null if the time does not suffice for the first
 * @throws the signal's reason if it fires
 */
export async function fitWithin(
  request: WithinRequest,
  onSent: (done: number, total: number) => void,
): Promise<AnswerWithin | null> {
  const { deadlineMs } = request;
  let answer: AnswerWithin | null = null;
  let msPerCost = 0;
  for (const [k, look] of LOOKS.entries()) {
    const cost = costOf(look, request);
    const startMs = performance.now();
    if (startMs + cost * msPerCost >= deadlineMs) break;
    const looked = await lookWithin(look, request, onSent);
    if (looked === null) break;
    answer = { ...looked, isWhole: k === LOOKS.length - 1 };
    msPerCost = (performance.now() - startMs) / cost;
  }
  return answer;
}

/** Null if the time is up before it is over. */
async function lookWithin(
  { recordings: most, seconds, channels }: Look,
  { deadlineMs, seed, ...request }: WithinRequest,
  onSent: (done: number, total: number) => void,
): Promise<ImplantAnswer | null> {
  const { limits } = request;
  const leftMs = Math.max(1, deadlineMs - performance.now());
  const timeIsUp = AbortSignal.timeout(Math.ceil(leftMs));
  const signal = AbortSignal.any([limits.signal, timeIsUp]);
  try {
    return await fitImplant(
      {
        ...request,
        recordings: request.recordings.map(recording => narrowed(recording, channels)),
        wish: { recordings: most, seconds, seed },
        deadline: false,
        limits: { ...limits, timeoutMs: Math.min(limits.timeoutMs, CHAIN_SHARE * leftMs), signal },
      },
      { onSent, onCounted: () => undefined, onTimed: () => undefined },
    );
  } catch (cause) {
    if (timeIsUp.aborted && !limits.signal.aborted) return null;
    throw cause;
  }
}

function narrowed(recording: Recording, most: number): Recording {
  const { channels, frames, source } = recording;
  if (channels <= most || source.type !== 'file') return recording;
  const firstChannel = Math.floor((channels - most) / 2);
  return excerptOf(recording, { firstFrame: 0, frames, firstChannel, channels: most });
}

/** About what it takes: of what is coded live, each further second comes with all before it. */
function costOf({ recordings: most, seconds, channels }: Look, { recordings, seed }: WithinRequest): number {
  return draw(recordings, most, seed).reduce((sum, recording) => {
    const length = Math.min(seconds, durationS(recording));
    const taken = Math.min(channels, recording.channels);
    return sum + (taken * recording.sampleRateHz * length * (1 + length)) / 2;
  }, 0);
}
