/** Options of commands that take excerpts in the place of long recordings. */
import { areTaken, drawExcerpts, type ExcerptWish } from '../../../harness/recordings/draw-excerpts.js';
import type { FindOptions, Found } from '../../../harness/recordings/find.js';
import { durationS, type Recording } from '../../../harness/recordings/recording.js';
import { duration, wholeNumber } from './numbers.js';
import { RECORDINGS } from './options.js';
import { formatFigure, plural } from './terminal.js';

export interface ExcerptArguments {
  excerpt: string | undefined;
  excerpts: number | undefined;
}

const USUAL_EXCERPT_S = 10;
const USUAL_EXCERPTS = 6;
const LONGEST_EXCERPT_S = 3600;

/** @param verb what the command does to recordings */
export function excerptOptions(verb: string) {
  return {
    excerpt: {
      requiresArg: true,
      type: 'string',
      group: RECORDINGS,
      describe: `${verb} excerpts of this length, such as 10s; none: all as a whole; unless given, 10s of what is long`,
    },
    excerpts: {
      requiresArg: true,
      type: 'number',
      group: RECORDINGS,
      describe: 'of each recording, spread over its length (6)',
    },
  } as const;
}

/**
 * @param usualWhole samples of a recording that is taken as a whole unless excerpts are asked for
 * @returns undefined if recordings are taken as a whole, however long
 * @throws Error in one line if the length or the number is impossible
 */
export function excerptWish(
  { excerpt, excerpts }: ExcerptArguments,
  usualWhole: number,
  seed: number,
): ExcerptWish | undefined {
  const count = wholeNumber('excerpts', excerpts ?? USUAL_EXCERPTS, 1);
  if (excerpt === 'none') return undefined;
  if (excerpt === undefined) return { seconds: USUAL_EXCERPT_S, count, wholeUpTo: usualWhole, seed };
  return { seconds: duration('excerpt', excerpt, 0.001, LONGEST_EXCERPT_S), count, wholeUpTo: 0, seed };
}

/** Which recordings are only read in excerpts, as `findRecordings` wants to know. */
export function inExcerptsOf(wish: ExcerptWish | undefined): FindOptions['inExcerpts'] {
  return wish === undefined ? undefined : stream => areTaken(stream, wish);
}

/**
 * Excerpts in the place of what is long, which is said, as is what was therefore not held against a checksum.
 * @throws Error if a file has gone or shrunk since it was found
 */
export async function takeExcerpts(
  { recordings, unchecked }: Pick<Found, 'recordings' | 'unchecked'>,
  wish: ExcerptWish | undefined,
): Promise<readonly Recording[]> {
  if (wish === undefined) return recordings;
  const taken = await drawExcerpts(recordings, wish);
  const excerpts = taken.filter(one => !recordings.includes(one));
  if (excerpts.length > 0) {
    const long = excerpts.length / wish.count;
    const lengths = excerpts.map(durationS);
    const [least, most] = [Math.min(...lengths), Math.max(...lengths)].map(formatFigure);
    const length = least === most ? `${least} s` : `${least} to ${most} s`;
    const unhashed = unchecked.length === 0 ? '' : ', checksums not verified';
    console.error(
      `${plural(long, 'recording')} in excerpts, ${wish.count} of ${length} each${unhashed}; --excerpt none: all of it`,
    );
  }
  return taken;
}
