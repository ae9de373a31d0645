/** env.json: the machine, the versions and the settings of a run. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { writeFileBeside } from '../common/files.js';
import { packageRoot } from '../common/package-root.js';
import {
  listOf,
  number,
  objectOfSome,
  objectWith,
  orNull,
  recordOf,
  type Shape,
  text,
} from '../common/shape.js';
import { thisMachine } from './machine.js';
import { dependencyVersions } from './versions.js';

export interface Environment {
  readonly started_at: string;
  readonly command_line: string;
  readonly settings: object;
  /** The kind of machine (machine.ts), and its name on the network; missing in older files. */
  readonly machine?: string;
  readonly host?: string;
  readonly cpu_model: string;
  readonly cores: number;
  readonly memory_bytes: number;
  readonly platform: string;
  readonly kernel: string;
  readonly node: string;
  readonly v8: string;
  readonly package_version: string;
  /** Of every package that this one stands on. */
  readonly packages: Readonly<Record<string, string>>;
  /** Of the checkout that this program was built from; null if it was installed from a package. */
  readonly commit: string | null;
  /** Averages over 1, 5 and 15 minutes before the run began. */
  readonly load_average: readonly number[];
  /** How many recordings, and a digest of their names, checksums and shapes. */
  readonly recordings: number;
  readonly recordings_sha256: string;
  readonly refused: readonly object[];
  /** Nanoseconds that a call of an empty program takes, median; there once a chain that starts programs was timed. */
  readonly program_start_ns?: number;
  /** Of a run that was merged: all kinds of machine that took part. */
  readonly machines?: readonly MachineFacts[];
}

const MACHINE_FACTS = ['cpu_model', 'cores', 'memory_bytes', 'platform', 'kernel', 'node', 'v8'] as const;

/** A kind of machine that took part in a run. */
export interface MachineFacts extends Pick<Environment, (typeof MACHINE_FACTS)[number]> {
  readonly machine: string;
  readonly hosts: readonly string[];
}

/** What an env.json says of its machine; undefined if it does not say all. */
export function machineFactsOf(environment: Partial<Environment>): MachineFacts | undefined {
  if (!saysMachine(environment)) return undefined;
  const { machine = '', host = '', cpu_model, cores, memory_bytes, platform, kernel, node, v8 } = environment;
  return { machine, hosts: [host], cpu_model, cores, memory_bytes, platform, kernel, node, v8 };
}

function saysMachine(environment: Partial<Environment>): environment is Environment {
  return MACHINE_FACTS.every(name => environment[name] !== undefined);
}

/** What this machine and process are now. */
export function describeEnvironment(
  given: Pick<
    Environment,
    'command_line' | 'settings' | 'package_version' | 'recordings' | 'recordings_sha256' | 'refused'
  >,
): Environment {
  return {
    started_at: new Date().toISOString(),
    ...given,
    ...thisMachine(),
    cpu_model: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory_bytes: totalmem(),
    platform: `${platform()}-${arch()}`,
    kernel: release(),
    node: process.versions.node,
    v8: process.versions.v8,
    packages: dependencyVersions(),
    commit: checkoutCommit(),
    load_average: loadavg(),
  };
}

function checkoutCommit(): string | null {
  if (!existsSync(join(packageRoot, '.git'))) return null;
  try {
    return execFileSync('git', ['-C', packageRoot, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  } catch {
    return null;
  }
}

export const ENVIRONMENT_NAME = 'env.json';
/** What has to agree where speeds are taken, and where bytes alone are. */
const MUST_AGREE = {
  speeds: ['cpu_model', 'platform', 'node', 'recordings_sha256'],
  bytes: ['node', 'recordings_sha256'],
} as const;

/**
 * Writes env.json, or leaves the one of an earlier session of the same run.
 * @throws Error if what stands there is no env.json, or that session ran on another machine or Node, whose timings would not compare, or over other
 *   recordings, whose totals would not
 * @param kind what the run is of: where it is of bytes alone, it may go on on another machine
 */
export function recordEnvironment(
  folder: string,
  now: Environment,
  kind: keyof typeof MUST_AGREE = 'speeds',
): void {
  const path = join(folder, ENVIRONMENT_NAME);
  if (!existsSync(path)) {
    writeFileBeside(path, `${JSON.stringify(now, null, 2)}\n`);
    return;
  }
  const earlier = parseEnvironment(path, RESUME_WITHOUT);
  for (const key of MUST_AGREE[kind]) {
    if (earlier[key] !== now[key]) {
      const what =
        key === 'recordings_sha256' ? 'other recordings' : `${key} ${earlier[key]}, here it is ${now[key]}`;
      throw new Error(`${folder}: begun with ${what}; choose another --out`);
    }
  }
}

/** Adds to env.json what a call of an empty program takes. */
export function recordProgramStart(folder: string, programStartNs: number): void {
  const path = join(folder, ENVIRONMENT_NAME);
  const known = parseEnvironment(path, RESUME_WITHOUT);
  writeFileBeside(path, `${JSON.stringify({ ...known, program_start_ns: programStartNs }, null, 2)}\n`);
}

/** What a call of an empty program took in a run; null if it was not measured. */
export function programStartNs(folder: string): number | null {
  return parseEnvironment(join(folder, ENVIRONMENT_NAME), RESUME_WITHOUT).program_start_ns ?? null;
}

const RESUME_WITHOUT =
  'if the run is of this machine, this Node and these recordings, remove it: it is written anew';
const READ_WITHOUT = 'without it the run is read, but its times are not compared: remove it, or put it back';

/**
 * env.json of a folder; null if there is none. Older files may lack what came later.
 * @throws Error in one line that names the file, what is wrong and what to do
 */
export function readEnvironment(folder: string): Partial<Environment> | null {
  const path = join(folder, ENVIRONMENT_NAME);
  return existsSync(path) ? parseEnvironment(path, READ_WITHOUT) : null;
}

function parseEnvironment(path: string, remedy: string): Partial<Environment> {
  const refuse = (what: string, cause?: unknown) => new Error(`${path}: ${what}; ${remedy}`, { cause });
  let json: string;
  try {
    json = readFileSync(path, 'utf8');
  } catch (cause) {
    throw refuse(`cannot be read (${cause instanceof Error ? cause.message : cause})`, cause);
  }
  if (json.trim() === '') throw refuse('empty');
  let environment: unknown;
  try {
    environment = JSON.parse(json);
  } catch (cause) {
    throw refuse('torn, or no JSON', cause);
  }
  const wrong = ENVIRONMENT(environment);
  if (wrong !== undefined) throw refuse(wrong);
  return environment as Partial<Environment>;
}

const FACTS = {
  cpu_model: text,
  cores: number,
  memory_bytes: number,
  platform: text,
  kernel: text,
  node: text,
  v8: text,
};

/** What is there is of these shapes. */
const ENVIRONMENT = objectOfSome({
  ...FACTS,
  ...{ started_at: text, command_line: text, machine: text, host: text, package_version: text },
  ...{ recordings_sha256: text, commit: orNull(text), packages: recordOf(text) },
  ...{ settings: objectWith({}), load_average: listOf(number), recordings: number },
  ...{ refused: listOf(objectWith({})), program_start_ns: number },
  machines: listOf(objectWith({ ...FACTS, machine: text, hosts: listOf(text) })),
} satisfies Record<keyof Environment, Shape>);
