/** What `ncb info` does: read, count, print. */
import type { Described, Info } from '../../../harness/recordings/description/describe.js';
import { INFO_COLUMNS } from '../../../harness/recordings/description/info-row.js';
import { formatCsv } from '../../../harness/run/csv.js';
import { interruptible } from '../shared/interruptible.js';
import type { FormArguments } from '../shared/options.js';
import { chooseRecordings, type RecordingArguments } from '../shared/recordings.js';
import { runInThread } from '../shared/thread.js';
import { formatInfo } from './text.js';
import type { Description } from './thread.js';

const THREAD = new URL('./thread.js', import.meta.url);

export interface InfoArguments extends RecordingArguments, FormArguments {
  all: boolean;
  'per-channel': boolean;
  manifest: string | undefined;
}

/**
 * Prints the figures; what is refused goes to stderr.
 * @returns exit status: 1 if something was refused
 * @throws Error in one line if a path is missing or an option is impossible
 */
export function runInfo(argv: InfoArguments): Promise<number> {
  return interruptible(async running => {
    const { manifest } = argv;
    const found = await chooseRecordings(argv, running, { manifest });
    const description: Description = { recordings: found.recordings, perChannel: argv['per-channel'] };
    const { info, unread } = await runInThread<Description, Described>(THREAD, description, running);
    const refused = [...found.refused, ...unread];
    if (argv.json) console.log(asJson(info));
    else if (argv.csv) process.stdout.write(asCsv(info));
    else console.log(formatInfo(info, argv.all));
    for (const { name, status, reason } of refused) console.error(`${name}: ${status}: ${reason}`);
    return refused.length > 0 ? 1 : 0;
  });
}

function asJson({ rows, all, mean }: Info): string {
  return JSON.stringify({ recordings: rows, all, mean }, null, 2);
}

function asCsv({ rows, all, mean }: Info): string {
  const last = all === null ? [] : [all, { recording: '(mean)', ...mean }];
  return formatCsv(INFO_COLUMNS, [...rows, ...last]);
}
