/** What `ncb encode` and `ncb decode` do. `-` is standard input or output. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { messageOf, openChain, parseChain, printChain } from '../codecs/chain.js';
import type { Registry } from '../codecs/registry.js';
import { decodeFile } from '../harness/container/decode.js';
import { encodeFile } from '../harness/container/encode.js';
import { LARGEST_FILE } from '../harness/container/format.js';
import { openerOf } from '../harness/container/open.js';
import { writeFileBeside } from '../harness/files.js';
import { findPlugin, loadRegistry } from '../harness/plugins.js';
import { findProfiles } from '../harness/profiles.js';
import type { EncodeArguments, FileArguments } from './encode.js';

const STANDARD = '-';

/** @throws Error in one line if anything is wrong; then nothing is written */
export async function runEncode(argv: EncodeArguments): Promise<void> {
  const { input, output, force } = argv;
  checkOutput(output, force);
  const registry = await loadGiven(argv);
  const chain = parseChain(argv.chain, registry);
  const id = printChain(chain);
  const file = await readInput(input);
  const { container, reason } = await named(input, async () => encodeFile(file, id, await openChain(chain)));
  if (argv.verify) {
    const decoded = await named(`${input}: not written, since ${id} fails`, () =>
      decodeFile(container, openerOf(registry)),
    );
    if (Buffer.compare(decoded, file) !== 0) throw new Error(`${input}: not written, since ${id} loses it`);
  }
  await writeOutput(output, container);
  const how = reason === '' ? id : `deflated whole, past the chain: ${reason}`;
  const ratio = (file.length / container.length).toFixed(3);
  console.error(`${nameOf(input)}: ${bytes(file)} -> ${bytes(container)} bytes, ratio ${ratio}, ${how}`);
}

/** @throws Error in one line if anything is wrong; then nothing is written */
export async function runDecode(argv: FileArguments): Promise<void> {
  const { input, output, force } = argv;
  checkOutput(output, force);
  const registry = await loadGiven(argv);
  const container = await readInput(input);
  const file = await named(input, () => decodeFile(container, openerOf(registry)));
  await writeOutput(output, file);
  console.error(`${nameOf(input)}: ${bytes(container)} -> ${bytes(file)} bytes`);
}

/** Every stage, those of the plugins given included, made for the profiles given. */
async function loadGiven({ plugin, profile }: FileArguments): Promise<Registry> {
  const sources = [...(await Promise.all(plugin.map(findPlugin))), ...findProfiles(profile)];
  const specifiers = sources.map(({ specifier }) => specifier);
  if (plugin.length === 0) return loadRegistry(specifiers);
  return named(`plugin ${plugin.join(', ')}`, () => loadRegistry(specifiers));
}

async function named<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const said = messageOf(cause)
      .trim()
      .replaceAll(/\s*\n\s*/g, ' ');
    throw new Error(`${nameOf(name)}: ${said}`, { cause });
  }
}

function nameOf(path: string): string {
  return path === STANDARD ? 'standard input' : path;
}

function bytes({ length }: Uint8Array): string {
  return length.toLocaleString('en-US');
}

async function readInput(path: string): Promise<Uint8Array> {
  if (path === STANDARD) return readStandardInput();
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`no such file: ${path}`);
  if (stats.isDirectory()) throw new Error(`${path}: is a folder`);
  if (stats.size > LARGEST_FILE) throw new Error(`${path}: ${stats.size} bytes, over ${LARGEST_FILE}`);
  return named(path, async () => readFileSync(path));
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
function checkOutput(path: string, force: boolean): void {
  if (path === STANDARD) return;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw new Error(`${path}: is a folder`);
  if (stats?.isFile() && !force) throw new Error(`${path}: is there already; --force replaces it`);
}

async function writeOutput(path: string, content: Uint8Array): Promise<void> {
  if (path === STANDARD) {
    await new Promise(resolve => process.stdout.write(content, resolve));
    return;
  }
  const isDevice = statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  await named(path, async () => (isDevice ? writeFileSync : writeFileBeside)(path, content));
}
