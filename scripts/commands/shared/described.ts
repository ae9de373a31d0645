/** Recordings in a line. */
import type { Recording } from '../../../harness/recordings/recording.js';
import { totalsOf } from '../../../harness/windows/windows.js';
import { formatDuration, formatFigure, plural } from './terminal.js';

/** Such as `3 recordings: 1 channel at 19531 Hz, 15 s, 0.586 MB of samples`. */
export function describeRecordings(recordings: readonly Recording[]): string {
  const { rawBytes, durationS } = totalsOf(recordings);
  const shapes = [
    ...new Set(
      recordings.map(({ channels, sampleRateHz }) => `${plural(channels, 'channel')} at ${sampleRateHz} Hz`),
    ),
  ];
  const shape = shapes.length === 1 ? shapes[0] : `${shapes.length} shapes, such as ${shapes[0]}`;
  const size = `${formatFigure(rawBytes / 1e6)} MB of samples`;
  return `${plural(recordings.length, 'recording')}: ${shape}, ${formatDuration(1000 * durationS)}, ${size}`;
}
