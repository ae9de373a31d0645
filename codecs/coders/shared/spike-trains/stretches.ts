/** The stretches around spikes, and what is drawn between them. */

/** Parameters of every stage that keeps samples around spikes. */
export const keptParameters = {
  before: {
    type: 'integer',
    minimum: 0,
    maximum: 100,
    default: 5,
    sweep: [5],
    meaning: 'tenths of a millisecond that are kept before the trough of a spike',
  },
  after: {
    type: 'integer',
    minimum: 0,
    maximum: 100,
    default: 11,
    sweep: [11],
    meaning: 'and behind it',
  },
  error: {
    type: 'integer',
    minimum: 0,
    maximum: 127,
    default: 0,
    sweep: [0, 2],
    meaning: 'by how much a sample that is kept may be off; 0 keeps it as it is',
  },
} as const;

/** Frames from..to of a channel, `to` behind the last. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Frames that are kept on either side of a spike. */
export interface Kept {
  readonly before: number;
  readonly after: number;
}

/** Stretches that touch or overlap are one. */
export function stretchesOf(times: readonly number[], { before, after }: Kept, frames: number): Stretch[] {
  const stretches: { from: number; to: number }[] = [];
  for (const time of times) {
    const from = Math.max(0, time - before);
    const to = Math.min(frames, time + after + 1);
    const last = stretches.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else stretches.push({ from, to });
  }
  return stretches;
}

/** Straight lines between stretches; before the first and behind the last the channel stays as it is there. */
export function drawLines(channel: Int16Array, stretches: readonly Stretch[]): void {
  if (stretches.length === 0) return;
  let [from, value] = [-1, channel[stretches[0].from]];
  for (const stretch of stretches) {
    drawLine(channel, from, stretch.from, value, channel[stretch.from]);
    from = stretch.to - 1;
    value = channel[from];
  }
  drawLine(channel, from, channel.length, value, value);
}

/** Of the frames between two, which have these values. */
function drawLine(channel: Int16Array, from: number, to: number, value: number, end: number): void {
  for (let i = from + 1; i < to; i++) {
    channel[i] = value + Math.round(((end - value) * (i - from)) / (to - from));
  }
}
