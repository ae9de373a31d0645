/**
 * Slurm: an array of the shares, a job with a node of its own for each kind of machine that is timed, and the merge when
 * all have ended. Tasks of the array are numbered from 1, as shares are.
 */
import { join } from 'node:path';
import { SUBMIT } from '../../../harness/shards/submitted.js';
import { quoted } from '../shared/shell.js';
import { mergeCommandOf, shardCommand, timingCommand, type Work } from './work.js';

/** Where a timing pass is to run; any node if it says nothing. */
export interface TimingTarget {
  readonly option: 'nodelist' | 'constraint' | 'partition';
  readonly value: string;
}

/** A script for sbatch. */
export interface Script {
  readonly name: string;
  readonly text: string;
}

const MERGE_MIN = 60;
const MERGE_MB = 1024;

/** The value of an option in a line that sbatch reads, where it holds more than plain characters. */
function inLine(value: string): string {
  return /^[\w%+=:,./-]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Of a name of a file, in which sbatch puts numbers for letters behind `%`. */
function pattern(run: string, name: string): string {
  return inLine(join(run, SUBMIT, 'logs').replaceAll('%', '%%').concat(`/${name}`));
}

/** `1-02:03:00`, days, hours, minutes and seconds. */
export function timeLimit(minutes: number): string {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${days > 0 ? `${days}-` : ''}${two(hours)}:${two(rest)}:00`;
}

function script(
  name: string,
  options: Readonly<Record<string, string | null>>,
  command: readonly string[],
): Script {
  const lines = Object.entries(options).map(
    ([option, value]) => `#SBATCH --${option}${value === null ? '' : `=${value}`}`,
  );
  return { name, text: ['#!/bin/sh', ...lines, `exec ${command.map(quoted).join(' ')}`, ''].join('\n') };
}

/** The shares; which of them is said to sbatch, since a second time it is others. */
export function exactScript(work: Work): Script {
  const { run, shards, jobs, memoryMb, limitMin } = work;
  return script(
    'exact.sh',
    {
      'job-name': 'ncb-exact',
      requeue: null,
      'open-mode': 'append',
      'cpus-per-task': String(jobs),
      mem: `${memoryMb}M`,
      time: timeLimit(limitMin),
      output: pattern(run, 'exact-%a.txt'),
    },
    shardCommand(work, `env/${shards}`),
  );
}

export function timingScript(work: Work, target: TimingTarget | undefined, number: number): Script {
  return script(
    `timing-${number}.sh`,
    {
      'job-name': 'ncb-timing',
      requeue: null,
      'open-mode': 'append',
      exclusive: null,
      mem: '0',
      time: timeLimit(work.timingLimitMin),
      ...(target !== undefined && { [target.option]: inLine(target.value) }),
      output: pattern(work.run, `timing-${number}.txt`),
    },
    timingCommand(work),
  );
}

export function mergeScript(work: Work): Script {
  return script(
    'merge.sh',
    {
      'job-name': 'ncb-merge',
      mem: `${MERGE_MB}M`,
      time: timeLimit(MERGE_MIN),
      output: pattern(work.run, 'merge.txt'),
    },
    mergeCommandOf(work),
  );
}

/** What the scheduler takes. */
export interface SlurmLimits {
  /** Tasks of an array: their numbers are below MaxArraySize. */
  readonly tasks: number;
}

/** Of a Slurm that does not say: its default. */
const USUAL_ARRAY_SIZE = 1001;

/** By what `scontrol show config` prints. */
export function limitsOfConfig(text: string): SlurmLimits {
  const [arraySize, jobs] = ['MaxArraySize', 'MaxJobCount'].map(key => {
    const [, value] = new RegExp(`^${key}\\s*=\\s*(\\d+)`, 'm').exec(text) ?? [];
    return value === undefined ? undefined : Number(value);
  });
  return { tasks: Math.max(1, Math.min((arraySize ?? USUAL_ARRAY_SIZE) - 1, (jobs ?? 10_000) - 2)) };
}

/** The number that `sbatch --parsable` prints, without the cluster's name. */
export function jobIdOf(printed: string): string {
  const [, id] = /^(\d+)(;.*)?$/m.exec(printed.trim()) ?? [];
  if (id === undefined)
    throw new Error(`sbatch said ${JSON.stringify(printed.trim())} in place of a job's number`);
  return id;
}
