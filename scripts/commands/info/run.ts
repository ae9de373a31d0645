/** What `ncb info` does: read, count, print. */
import { writeFileBeside } from '../../../harness/common/files.js';
import type { Looked } from '../../../harness/look/collect.js';
import { renderLook } from '../../../harness/look/html.js';
import type { Info } from '../../../harness/recordings/description/describe.js';
import { INFO_COLUMNS } from '../../../harness/recordings/description/info-row.js';
import { formatCsv } from '../../../harness/run/csv.js';
import { beginsAsArchive } from '../shared/archives.js';
import { type ExcerptArguments, excerptWish, inExcerptsOf, takeExcerpts } from '../shared/excerpts.js';
import { interruptible } from '../shared/interruptible.js';
import type { FormArguments } from '../shared/options.js';
import { plainLine } from '../shared/plain.js';
import { chooseRecordings, type RecordingArguments } from '../shared/recordings.js';
import { runInThread } from '../shared/thread.js';
import { describeArchives } from './archive.js';
import { formatInfo } from './text.js';
import type { Description } from './thread.js';

const THREAD = new URL('./thread.js', import.meta.url);

/** Samples of a recording that is read as a whole unless excerpts are asked for: 2 GiB, about a minute. */
const USUAL_WHOLE = 2 ** 30;
const SEED = 1;

export interface InfoArguments extends RecordingArguments, ExcerptArguments, FormArguments {
  all: boolean;
  'per-channel': boolean;
  manifest: string | undefined;
  page: string | undefined;
}

/**
 * Prints the figures; what is refused goes to stderr.
 * @returns exit status: 1 if something was refused
 * @throws Error in one line if a path is missing or an option is impossible
 */
export function runInfo(argv: InfoArguments): Promise<number> {
  return interruptible(async running => {
    const { manifest, page } = argv;
    checkPage(argv);
    const archives = archivesAmong(argv);
    if (archives.length > 0) {
      await describeArchives(archives, argv.json === true);
      return 0;
    }
    const wish = excerptWish(argv, USUAL_WHOLE, SEED);
    const found = await chooseRecordings(argv, running, {
      manifest,
      inExcerpts: inExcerptsOf(wish),
      inPieces: true,
    });
    const recordings = await takeExcerpts(found, wish);
    const areExcerpts = recordings.every(one => !found.recordings.includes(one));
    const description: Description = {
      recordings,
      perChannel: argv['per-channel'],
      page: page === undefined ? null : (argv.paths ?? []).join(' ') || 'the built-in synthetic set',
    };
    const { info, unread, look } = await runInThread<Description, Looked>(THREAD, description, running);
    const refused = [...found.refused, ...unread];
    if (argv.json) console.log(asJson(info));
    else if (argv.csv) process.stdout.write(asCsv(info));
    else console.log(formatInfo(info, argv.all, areExcerpts ? 'excerpt' : 'recording'));
    if (page !== undefined && look !== null) {
      writeFileBeside(page, new TextEncoder().encode(renderLook(look)));
      console.error(`written: ${page}`);
    }
    for (const { name, status, reason } of refused)
      console.error(`${plainLine(name)}: ${status}: ${plainLine(reason)}`);
    return refused.length > 0 ? 1 : 0;
  });
}

/** @throws Error in one line if the page cannot be wanted so */
function checkPage({ page, 'per-channel': perChannel }: InfoArguments): void {
  if (page === undefined) return;
  if (!/\.html?$/i.test(page)) throw new Error(`--page ${page}: want the name of a .html file`);
  if (perChannel) throw new Error('--page shows recordings: leave --per-channel out');
}

/** @throws Error in one line if recordings are among them, or what is asked for is of recordings */
function archivesAmong({ paths = [], csv, page, all, 'per-channel': perChannel }: InfoArguments): string[] {
  const archives = paths.filter(beginsAsArchive);
  if (archives.length === 0) return [];
  const [archive] = archives;
  if (archives.length < paths.length)
    throw new Error(`${archive} is an archive: ask for it, and for recordings, by a command each`);
  if (csv || all || perChannel || page !== undefined)
    throw new Error(
      `${archive} is an archive: ncb decode gives back the recordings that such figures are of`,
    );
  return archives;
}

function asJson({ rows, all, mean }: Info): string {
  return JSON.stringify({ recordings: rows, all, mean }, null, 2);
}

function asCsv({ rows, all, mean }: Info): string {
  const last = all === null ? [] : [all, { recording: '(mean)', ...mean }];
  return formatCsv(INFO_COLUMNS, [...rows, ...last]);
}
