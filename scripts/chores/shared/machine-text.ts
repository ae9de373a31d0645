/** Of which machine and codecs figures are, in a sentence for README. */
import type { Environment } from '../../../harness/run/environment.js';
import type { Run } from '../../../harness/run/load.js';
import { plural } from '../../commands/shared/terminal.js';

type Described = Pick<Run, 'path' | 'environment'>;

/** @throws Error if env.json is not there or lacks a fact of the machine */
export function formatMachine(run: Described): string {
  const gibibytes = (factOf(run, 'memory_bytes') / 2 ** 30).toFixed(1);
  const commit = factOf(run, 'commit')?.slice(0, 7) ?? 'unknown';
  return [
    `${factOf(run, 'cpu_model')}, ${plural(factOf(run, 'cores'), 'core')}, ${gibibytes} GiB;`,
    `${factOf(run, 'platform')}, kernel ${factOf(run, 'kernel')}, Node ${factOf(run, 'node')};`,
    `${factOf(run, 'started_at').slice(0, 10)}, commit ${commit}, codecs ${factOf(run, 'package_version')}`,
  ].join(' ');
}

/** @throws Error if env.json does not have it */
export function factOf<Name extends keyof Environment>(
  { path, environment }: Described,
  name: Name,
): Environment[Name] {
  const value = environment?.[name];
  if (value === undefined) throw new Error(`${path}: no env.json with ${name}`);
  return value;
}
