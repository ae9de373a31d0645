/** A plugin has the same line to the harness as the runner: facts that are reckoned with are looked at first. */
import type { LiveChain } from '../../codecs/live.js';
import { LOSS_KINDS } from '../../codecs/loss.js';
import type { MeasuredStretch } from '../quality/quality.js';
import type { Outcome } from './outcome.js';
import { OTHER_ANSWER } from './supervise.js';
import type { EncodeFacts, JudgedStretch, PilotFacts, SentFacts, TimingFacts, TriedOnce } from './tasks.js';

/** @returns the outcome, or an error in the place of facts that are none */
export function plausibleTiming(outcome: Outcome<TimingFacts>): Outcome<TimingFacts> {
  if (outcome.status !== 'ok') return outcome;
  const { encodeNs, decodeNs, accessNs = [], ...others }: Unchecked<TimingFacts> = outcome.value;
  const { peakRssBytes, quiet, lostMs, probeNs } = others;
  const isPlausible =
    [encodeNs, decodeNs, accessNs].every(times => Array.isArray(times) && times.every(isQuantity)) &&
    [peakRssBytes, lostMs, probeNs].every(isQuantity) &&
    typeof quiet === 'boolean';
  return isPlausible ? outcome : OTHER_ANSWER;
}

/** @returns the outcome, or an error in the place of facts that are none */
export function plausiblePilot(outcome: Outcome<PilotFacts>): Outcome<PilotFacts> {
  if (outcome.status !== 'ok') return outcome;
  const { short, long, tookMs }: Unchecked<PilotFacts> = outcome.value;
  return isTried(short) && isTried(long) && isQuantity(tookMs) ? outcome : OTHER_ANSWER;
}

const KNOWN_LOSSES: readonly unknown[] = LOSS_KINDS;

/** Whether what an encoding process said of a loss can be reckoned with. */
export function isPlausibleLoss(lost: Unchecked<NonNullable<EncodeFacts['lost']>>): boolean {
  const { kind, greatestError, digest } = lost;
  return (
    KNOWN_LOSSES.includes(kind) &&
    (greatestError === null || isQuantity(greatestError)) &&
    typeof digest === 'string'
  );
}

/** @returns the outcome, or an error in the place of facts that are none */
export function plausibleStretch(outcome: Outcome<JudgedStretch>, channels: number): Outcome<JudgedStretch> {
  if (outcome.status !== 'ok') return outcome;
  const { promisedError, greatestError, quality }: Unchecked<JudgedStretch> = outcome.value;
  const isPlausible =
    (promisedError === null || isQuantity(promisedError)) &&
    isQuantity(greatestError) &&
    (quality === null || isMeasured(quality, channels));
  return isPlausible ? outcome : OTHER_ANSWER;
}

/**
 * @param windows of time over which bytes are counted
 * @returns the outcome, or an error in the place of facts that are none
 */
export function plausibleSent(outcome: Outcome<SentFacts>, windows: number): Outcome<SentFacts> {
  if (outcome.status !== 'ok') return outcome;
  const { bytes, kind, greatestError, live }: Unchecked<SentFacts> = outcome.value;
  const isPlausible =
    Array.isArray(bytes) &&
    bytes.length === windows &&
    bytes.every(isQuantity) &&
    KNOWN_LOSSES.includes(kind) &&
    (greatestError === null || isQuantity(greatestError)) &&
    (live === null || isPlausibleLive(live));
  return isPlausible ? outcome : OTHER_ANSWER;
}

function isPlausibleLive(live: unknown): boolean {
  if (typeof live !== 'object' || live === null) return false;
  const { measuredBefore, ...figures }: Unchecked<LiveChain> = live;
  const isList = Array.isArray(measuredBefore) && measuredBefore.every(text => typeof text === 'string');
  return isList && Object.values(figures).every(isQuantity);
}

function isMeasured(quality: unknown, channels: number): boolean {
  const { decoded, floor }: Unchecked<MeasuredStretch> = quality ?? {};
  return [decoded, floor].every(list => Array.isArray(list) && list.length === channels);
}

type Unchecked<Facts> = { readonly [Name in keyof Facts]?: unknown };

function isTried(tried: unknown): boolean {
  if (typeof tried !== 'object' || tried === null) return false;
  const { frames, ms }: Unchecked<TriedOnce> = tried;
  return isQuantity(frames) && isQuantity(ms);
}

/** Whether what a process said is a finite number of at least 0. */
export function isQuantity(said: unknown): said is number {
  return typeof said === 'number' && said >= 0 && said < Number.POSITIVE_INFINITY;
}
