/** Whole files, as the library has them: bytes to a container and back. */
import type { Registry } from '../../codecs/codec.js';
import { decodeFile as decodeContainer } from '../container/decode.js';
import { DEFAULT_CHAIN } from '../container/default-chain.js';
import { type EncodedFile, encodeFile as encodeContainer } from '../container/encode.js';
import { openerOf } from '../container/open.js';
import { parseLosslessChain } from '../grid/typed.js';
import { findPlugin } from '../plugins/find.js';
import { loadRegistry } from '../plugins/load.js';
import { findModels } from '../plugins/models.js';
import { checkOptions, type OptionKinds, TEXT, TEXTS, TRUTH_VALUE } from './options.js';

/** What chains may need beside the built-in stages. A plugin's code runs in the calling process. */
export interface StageOptions {
  /** Paths or package names. */
  readonly plugins?: readonly string[];
  /** Paths of converter profiles, and of models and topologies of middle-out. */
  readonly profiles?: readonly string[];
}

/** What a chain may do that was read, from a container, an archive or an array that may come from anywhere. */
export interface ReadOptions extends StageOptions {
  /** Whether stages that start programs (`exec:`) may do so; they are refused otherwise. */
  readonly runPrograms?: boolean;
}

export interface EncodeOptions extends StageOptions {
  /** Printable id; by default `levels+lpc-gaussian`. */
  readonly chain?: string;
}

export const STAGE_OPTIONS: OptionKinds<StageOptions> = { plugins: TEXTS, profiles: TEXTS };
export const READ_OPTIONS: OptionKinds<ReadOptions> = { ...STAGE_OPTIONS, runPrograms: TRUTH_VALUE };

/**
 * Puts a file of any kind into a container, from which `decodeFile` makes the very bytes again.
 * @param file the bytes of a file: of int16 WAV the samples go through the chain, any other file is deflated whole
 * @throws Error in one line if an option or the chain is wrong, the file is over 2 GiB, or the codec fails
 */
export async function encodeFile(file: Uint8Array, options: EncodeOptions = {}): Promise<EncodedFile> {
  checkOptions('encodeFile', options, { chain: TEXT, ...STAGE_OPTIONS }, []);
  const { chain = DEFAULT_CHAIN } = options;
  const registry = await registryOf(options);
  parseLosslessChain(chain, registry, 'encodeStream makes a lossy copy by it');
  return encodeContainer(file, chain, await openerOf(registry, { runPrograms: true })(chain));
}

/**
 * The file that a container holds.
 * @throws Error in one line if it is no container, torn, damaged, of a later version, or of a stage that is not there, or
 *   would start a program without leave
 */
export async function decodeFile(container: Uint8Array, options: ReadOptions = {}): Promise<Uint8Array> {
  checkOptions('decodeFile', options, READ_OPTIONS, []);
  const { runPrograms = false } = options;
  return decodeContainer(container, openerOf(await registryOf(options), { runPrograms }));
}

/** Every stage, and what the options add. */
export async function registryOf({ plugins = [], profiles = [] }: StageOptions): Promise<Registry> {
  const sources = [...(await Promise.all(plugins.map(findPlugin))), ...findModels(profiles)];
  return loadRegistry(sources.map(({ specifier }) => specifier));
}
