/** What `ncb status` does. */
import { openPlan } from '../../../harness/shards/plan-file.js';
import { type PartState, type PartStatus, type RunStatus, statusOf } from '../../../harness/shards/status.js';
import { readSubmitted } from '../../../harness/shards/submitted.js';
import { formatDuration, plural } from '../shared/terminal.js';

export interface StatusArguments {
  run: string;
  json: boolean | undefined;
}

/** @throws Error in one line if there is no plan */
export function runStatus({ run, json }: StatusArguments): void {
  const status = statusOf(run, openPlan(run), readSubmitted(run)?.shards, Date.now());
  console.log(json ? JSON.stringify(forJson(run, status), null, 2) : formatStatus(status));
}

const ORDER: readonly PartStatus[] = ['done', 'running', 'lost', 'stopped', 'waiting'];

function countsOf(parts: readonly PartState[]): Record<PartStatus, number> {
  const counts = { done: 0, running: 0, lost: 0, stopped: 0, waiting: 0 };
  for (const { status } of parts) counts[status]++;
  return counts;
}

function forJson(run: string, { cells, done, shards, timing, leftMs }: RunStatus) {
  const part = ({ name, status, cells, done, leftMs, state }: PartState) => ({
    ...{ name, status, cells, done },
    left_s: leftMs === null ? null : leftMs / 1000,
    ...(state !== null && {
      ...{ host: state.host, pid: state.pid, machine: state.machine },
      ...{ started_at: state.startedAt, last_seen_at: state.at },
    }),
  });
  return {
    ...{ run, cells, done, left_s: leftMs === null ? null : leftMs / 1000 },
    ...{ counts: { all: shards.length, ...countsOf(shards) } },
    ...{ shards: shards.map(part), timing: timing.map(part) },
  };
}

/** What is to be known of a run in a few lines; those that are lost by name. */
function formatStatus({ cells, done, shards, timing, leftMs }: RunStatus): string {
  if (shards.length === 0 && timing.length === 0) return `0 of ${plural(cells, 'cell')}; no shard has begun`;
  const counts = countsOf(shards);
  const told = ORDER.filter(status => counts[status] > 0).map(status => `${counts[status]} ${status}`);
  const left = leftMs === null ? '; none is running' : leftMs === 0 ? '' : `; ${formatDuration(leftMs)} left`;
  return [
    `${plural(shards.length, 'shard')}: ${told.join(', ')}`,
    `${done} of ${plural(cells, 'cell')} done${left}`,
    ...timing.map(({ name, status, leftMs }) => {
      const still = leftMs === null || leftMs === 0 ? '' : `, ${formatDuration(leftMs)} left`;
      return `timing on ${name}: ${status}${still}`;
    }),
    ...[...shards.map(one => ({ ...one, name: `shard ${one.name}` })), ...timing]
      .filter(({ status }) => status === 'lost')
      .map(
        ({ name, state }) => `lost: ${name}: process ${state?.pid} on ${state?.host}, last seen ${state?.at}`,
      ),
  ].join('\n');
}
