/** Files and standard input and output, as commands that code whole files take them. `-` is the latter. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import type { Registry } from '../../../codecs/codec.js';
import { writeFileBeside } from '../../../harness/common/files.js';
import { openApart } from '../../../harness/container/apart.js';
import type { OpenById } from '../../../harness/container/decode.js';
import { LARGEST_FILE } from '../../../harness/container/format.js';
import { openerOf } from '../../../harness/container/open.js';
import { loadRegistry } from '../../../harness/plugins/load.js';
import { findModels } from '../../../harness/plugins/models.js';
import { saidWithPlace } from '../../../harness/plugins/place.js';
import { loadPlugged, registryWith } from '../../../harness/plugins/plugged.js';
import { chunkLimits, type LimitArguments } from './limits.js';
import { plainLine } from './plain.js';

/** What stands for standard input, and for standard output. */
export const STANDARD = '-';

/** What commands that make one file of another share. */
export interface FileArguments extends LimitArguments {
  input: string;
  output: string;
  plugin: string[];
  profile: string[];
  force: boolean;
}

/** Stages, and how chains of them are opened. */
interface Given {
  readonly registry: Registry;
  readonly open: OpenById;
}

/**
 * Does something with every stage, those of the plugins given included, made for the profiles, models and topologies
 * given. A plugin's code runs in processes of its own, which are ended behind it.
 * @throws Error in one line if one cannot be loaded; and whatever `use` throws
 */
export async function withGiven<T>(
  argv: Pick<FileArguments, 'plugin' | 'profile' | keyof LimitArguments>,
  use: (given: Given) => Promise<T>,
): Promise<T> {
  const { plugin, profile } = argv;
  if (plugin.length === 0) {
    const registry = await loadRegistry(findModels(profile).map(({ specifier }) => specifier));
    // the chain was typed, not read
    return use({ registry, open: openerOf(registry, { runPrograms: true }) });
  }
  const limits = chunkLimits(argv);
  const plugged = await loadPlugged(plugin, limits, profile);
  const sources = [...plugged.sources.values(), ...plugged.models];
  const { open, close } = openApart([...new Set(sources.map(({ specifier }) => specifier))], limits);
  try {
    return await use({ registry: registryWith(plugged), open });
  } finally {
    await close();
  }
}

/**
 * Puts a file's name before what goes wrong.
 * @throws Error in one line
 */
export async function named<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw new Error(`${nameOf(name)}: ${saidWithPlace(cause)}`, { cause });
  }
}

/** What a path is called in messages. */
export function nameOf(path: string): string {
  return path === STANDARD ? 'standard input' : plainLine(path);
}

/** The length of a file with its thousands apart. */
export function bytes({ length }: Uint8Array): string {
  return length.toLocaleString('en-US');
}

/** @throws Error in one line if there is no such file, or it is too large */
export async function readInput(path: string): Promise<Uint8Array> {
  if (path === STANDARD) return readStandardInput();
  inputSize(path);
  return named(path, async () => readFileSync(path));
}

/** @throws Error in one line if there is no such file, or it is too large */
export function inputSize(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`no such file: ${path}`);
  if (stats.isDirectory()) throw new Error(`${path}: is a folder`);
  if (stats.size > LARGEST_FILE) throw new Error(`${path}: ${stats.size} bytes, over ${LARGEST_FILE}`);
  return stats.size;
}

async function readStandardInput(): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of process.stdin) {
    length += piece.length;
    if (length > LARGEST_FILE) throw new Error(`standard input: over ${LARGEST_FILE} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Before the work: nobody wants to wait for a refusal. */
export function checkOutput(path: string, force: boolean): void {
  if (path === STANDARD) return;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw new Error(`${path}: is a folder`);
  if (stats?.isFile() && !force) throw new Error(`${path}: is there already; --force replaces it`);
}

/** Writes beside and renames; straight into what is a device or a pipe. */
export async function writeOutput(path: string, content: Uint8Array): Promise<void> {
  if (path === STANDARD) {
    await new Promise(resolve => process.stdout.write(content, resolve));
    return;
  }
  const isDevice = statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  await named(path, async () => (isDevice ? writeFileSync : writeFileBeside)(path, content));
}
