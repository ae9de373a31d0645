/** What `ncb explain` does: find the recordings, take the chain apart over them, say where its bits are. */
import { availableParallelism } from 'node:os';
import type { Chain } from '../../../codecs/chain-id.js';
import { groupBy } from '../../../harness/common/group-by.js';
import { type ExplainedChain, explainChains, overCommon } from '../../../harness/explain/explain.js';
import { parseLosslessChain } from '../../../harness/grid/typed.js';
import { PLUGIN_LIMITS } from '../../../harness/plugins/limits.js';
import { loadPlugged, registryWith } from '../../../harness/plugins/plugged.js';
import { interruptible } from '../shared/interruptible.js';
import { wholeNumber } from '../shared/numbers.js';
import { chooseRecordings, printRefused, type RecordingArguments } from '../shared/recordings.js';
import { plural } from '../shared/terminal.js';
import { explanationJson } from './json.js';
import { formatExplanation } from './text.js';

export interface ExplainArguments extends RecordingArguments {
  chain: string;
  paths: string[];
  against: string | undefined;
  plugin: string[];
  profile: string[];
  jobs: number | undefined;
  json: boolean;
}

/**
 * Prints the explanation; what is refused or fails goes to stderr.
 * @returns exit status: 1 if the chain failed on a recording, or one was refused
 * @throws Error in one line if a chain, a plugin, a path or an option is wrong
 */
export function runExplain(argv: ExplainArguments): Promise<number> {
  const jobs = wholeNumber('jobs', argv.jobs ?? availableParallelism(), 1);
  return interruptible(async running => {
    const { signal, bar } = running;
    const plugged = await loadPlugged(argv.plugin, { ...PLUGIN_LIMITS, signal }, argv.profile);
    const chains = chainsOf(argv, id => parseLosslessChain(id, registryWith(plugged)));
    const { recordings, refused } = await chooseRecordings(argv, running, { inExcerpts: () => true });
    printRefused(refused);
    if (recordings.length === 0) throw new Error('no recording to look at');
    const unit = `% of ${plural(recordings.length, 'recording')}`;
    const onProgress = (share: number) =>
      bar.show({ phase: 'explaining', done: Math.floor(100 * share), total: 100, unit });
    const explained = await explainChains(
      { recordings, chains, plugged, jobs, pieces: true },
      { signal, onProgress },
    );
    bar.stop();
    signal.throwIfAborted();
    for (const { chain, failures } of explained) printFailures(chain, failures, recordings.length);
    const [own, other] = overCommon(explained);
    if (own.recordings.length > 0) print(argv.json, own, other);
    const complete = refused.length === 0 && explained.every(({ failures }) => failures.length === 0);
    return complete ? 0 : 1;
  });
}

function chainsOf({ chain, against }: ExplainArguments, parse: (id: string) => Chain): Chain[] {
  return against === undefined ? [parse(chain)] : [parse(chain), parse(against)];
}

function print(json: boolean, own: ExplainedChain, other: ExplainedChain | undefined): void {
  if (json) console.log(JSON.stringify(explanationJson(own, other), null, 2));
  else console.log(formatExplanation(own, other));
}

/** A line for all that failed alike. */
function printFailures(chain: string, failures: ExplainedChain['failures'], recordings: number): void {
  const groups = groupBy(failures, ({ status, error }) => `${status}: ${error}`);
  for (const [said, [{ recording }, ...others]] of groups) {
    const more = others.length === 0 ? '' : ` and ${others.length} more of ${recordings}`;
    console.error(`${chain}: ${recording}${more}: ${said}`);
  }
}
