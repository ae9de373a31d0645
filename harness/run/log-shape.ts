/** What the lines of a log have to be: a file that may have been torn, glued or changed by hand. */
import { listOf, number, objectWith, optional, orNull, recordOf, text, truth } from '../common/shape.js';

const CELL = { chain: text, recording: text, recordingSha256: text, versions: text, scope: optional(text) };
const OUTCOME = { status: text, error: text };
const FIGURES = recordOf(orNull(number));
const TRUTH = objectWith({
  all: FIGURES,
  units: listOf(value => objectWith({ unit: text })(value) ?? UNIT(value)),
});
const NUMBERS = listOf(number);

/** Figures, and a name. */
const UNIT = recordOf(value => (typeof value === 'string' ? undefined : orNull(number)(value)));

/** By type. */
export const LINE_SHAPES = {
  session: objectWith({ startedAt: text, commandLine: text, machine: optional(text), host: optional(text) }),
  refused: objectWith({ name: text, status: text, reason: text }),
  alias: objectWith({ chain: text, alias: text }),
  given: objectWith({ chain: text }),
  exact: objectWith({
    ...CELL,
    ...OUTCOME,
    ...{ family: text, modelBytes: number, channels: number, frames: number, sampleRateHz: number },
    ...{
      encodedBytes: number,
      isolation: optional(text),
      loss: optional(text),
      streamDigest: optional(text),
    },
    ...{ timeoutS: optional(number), memoryMb: optional(number) },
    lost: optional(
      objectWith({
        kind: text,
        greatestError: orNull(number),
        quality: FIGURES,
        truth: optional(orNull(TRUTH)),
      }),
    ),
  }),
  timing: objectWith({
    ...CELL,
    ...OUTCOME,
    ...{ alias: text, round: number, timeMs: optional(number), peakRssBytes: number },
    ...{ encodeNs: NUMBERS, decodeNs: NUMBERS, accessNs: optional(NUMBERS), quiet: optional(truth) },
  }),
  'flicker-floor': objectWith({
    ...{
      recording: text,
      recordingSha256: text,
      samples: number,
      quality: FIGURES,
      truth: optional(orNull(TRUTH)),
    },
    limits: optional(
      listOf(
        objectWith({
          ...{ counted: text, level: number, bits_per_sample: number, rmse: number },
          band_rmse_sigma: orNull(number),
        }),
      ),
    ),
  }),
  'start-up': objectWith({ startNs: NUMBERS }),
};
