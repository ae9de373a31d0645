/**
 * `npm run challenge -- [CHAIN] [--out FOLDER]`: builds the two programs that the Neuralink challenge asks for, each one
 * file that needs Node alone, into FOLDER, by default challenge/CHAIN:
 *
 *   ./encode IN.wav OUT.brainwire      ./decode IN.brainwire OUT.wav
 *
 * They read and write the containers of `ncb encode` (harness/container/format.ts). Of the stages and the converter
 * profiles only those of the chain are in them, and of coders that have a module for each direction only the one that a
 * program goes. Since their sizes count, such a file is
 *
 *   shebang, newline | loader | '/*' | Brotli | '*' '/'
 *   Brotli of: kernels, one behind the other | JavaScript
 *
 * Bytes in a comment need no escape, base64 would take a third more, and Node reads whatever is no UTF-8 as a
 * replacement character. Only the end of a comment must not occur in the bytes.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { concatenate } from '../../../codecs/bytes/stream.js';
import { type Chain, type Configured, parseChain, printChain, stagesOf } from '../../../codecs/chain-id.js';
import type { ParameterValues } from '../../../codecs/codec.js';
import type { ConverterProfile } from '../../../codecs/converter/profile.js';
import { shippedProfiles } from '../../../codecs/converter/shipped.js';
import { messageOf } from '../../../codecs/errors.js';
import { builtInStages, makeRegistry, profiledCoders } from '../../../codecs/registry.js';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { DEFAULT_CHAIN } from '../../../harness/container/default-chain.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { runChore } from '../shared/chore.js';

const DIST = join(packageRoot, 'dist');

/** What each program does with `file`, the bytes of its first argument, and `chain`, that it was built for. */
const PROGRAMS = {
  encode: {
    imports: `
      import { openToEncode } from './codecs/chain.js';
      import { encodeFile } from './harness/container/encode.js';`,
    run: '(await encodeFile(file, ID, await openToEncode(chain))).container',
  },
  decode: {
    imports: `
      import { openToDecode } from './codecs/chain.js';
      import { decodeFile } from './harness/container/decode.js';`,
    run: `decodeFile(file, id => {
      if (id !== ID) throw new Error('made by ' + id + ', and this program decodes ' + ID);
      return openToDecode(chain);
    })`,
  },
} as const;

type ProgramName = keyof typeof PROGRAMS;

/** The source of a program, to be bundled. */
async function sourceOf(name: ProgramName, chain: Chain): Promise<string> {
  const { imports, run } = PROGRAMS[name];
  const origins = await Promise.all(stagesOf(chain).map(findOrigin));
  const named = (list: readonly Configured[]) =>
    list.map(({ stage, values }) => {
      const at = stagesOf(chain).findIndex(other => other.stage === stage);
      return `{ stage: origin${at}${origins[at].call}, values: ${JSON.stringify(values)} }`;
    });
  return `
    import { readFileSync, writeFileSync } from 'node:fs';
    ${imports}
    ${origins.map(({ path, symbol }, k) => `import { ${symbol} as origin${k} } from './${path}';`).join('\n')}
    const ID = ${JSON.stringify(printChain(chain))};
    const chain = {
      transforms: [${named(chain.transforms)}],
      coder: ${named([chain.coder])},
      compressors: [${named(chain.compressors)}],
    };
    async function main([, , input, output]) {
      if (!output) throw new Error('usage: ${name} IN OUT');
      const file = readFileSync(input);
      writeFileSync(output, await ${run});
    }
    main(process.argv).catch(error => {
      console.error('${name}: ' + error.message);
      process.exit(2);
    });`;
}

/** What a compiled module exports, and what follows it to make it a stage. */
interface Origin {
  readonly path: string;
  readonly symbol: string;
  /** Nothing if it is the stage itself; of a coder that takes profiles, a call with those of the chain. */
  readonly call: string;
}

async function findOrigin({ stage, values }: Configured): Promise<Origin> {
  const define = profiledCoders.find(candidate => candidate([]).name === stage.name);
  const call = define === undefined ? '' : `([${shippedProfiles.filter(isNamedIn(values)).map(literalOf)}])`;
  const folder = `codecs/${stage.kind}s`;
  const files = readdirSync(join(DIST, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => /^[a-z0-9-]+([\\/][a-z0-9-]+)?\.js$/.test(file))
    .map(file => file.split(sep).join('/'));
  for (const file of files) {
    const exported: object = await import(pathToFileURL(join(DIST, folder, file)).href);
    const symbol = Object.entries(exported).find(([, value]) => value === (define ?? stage))?.[0];
    if (symbol !== undefined) return { path: `${folder}/${file}`, symbol, call };
  }
  throw new Error(`${stage.name}: no module in ${folder} exports it`);
}

function isNamedIn({ profile }: ParameterValues) {
  return ({ name }: ConverterProfile) => name === profile;
}

/** Numbers as text: Brotli makes them 1.5 bytes a threshold. */
function literalOf({ name, firstCode, thresholds }: ConverterProfile): string {
  return `{ name: '${name}', firstCode: ${firstCode}, thresholds: Int16Array.of(${thresholds}) }`;
}

/** Kernels are views of the unpacked bytes; `LAYOUT` and `unpacked` are of the program's first and last lines. */
const WASM_MODULE = `
  export function instantiateKernel(name) {
    const [start, end] = LAYOUT[name];
    return new WebAssembly.Instance(new WebAssembly.Module(unpacked.subarray(start, end)), {}).exports;
  }`;

const embeddedKernels: Plugin = {
  name: 'embedded kernels',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]codecs[\\/]bytes[\\/]wasm\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8').replaceAll(
        /^export function instantiateKernel[\s\S]*?^}/gm,
        '',
      );
      return { contents: source + WASM_MODULE };
    });
  },
};

/** What a program has no use for: a coder's other direction, what is for losses, and streams of formats that are written no more. */
const LEFT_OUT = {
  encode:
    /[\\/]codecs[\\/](transforms[\\/]levels[\\/]error-passed-on|coders[\\/]((?:shared[\\/])?[\w-]+[\\/]decode|.*[\\/](first-format|four-lanes|joint)[\\/].*))\.js$/,
  decode:
    /[\\/]codecs[\\/](transforms[\\/]levels[\\/]error-passed-on|coders[\\/]((?:shared[\\/])?[\w-]+[\\/]encode|.*[\\/](first-format|four-lanes|joint)[\\/].*))\.js$/,
};

/** In place of modules that are left out, functions of the same names. */
function withoutModules(filter: RegExp): Plugin {
  return {
    name: 'without modules',
    setup(bundler) {
      bundler.onLoad({ filter }, ({ path }) => {
        const exported = readFileSync(path, 'utf8').matchAll(/^export (?:async )?function (\w+)/gm);
        const stubs = [...exported].map(
          ([, name]) => `export function ${name}() { throw new Error('left out'); }`,
        );
        return { contents: stubs.join('\n') };
      });
    },
  };
}

/** A program's JavaScript, and the kernels that it loads. */
async function bundle(name: ProgramName, source: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: DIST },
    plugins: [embeddedKernels, withoutModules(LEFT_OUT[name])],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    absWorkingDir: packageRoot,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const [inputs] = Object.values(metafile.outputs).map(output => Object.entries(output.inputs));
  const kernels = inputs.flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput === 0 || path === '<stdin>' || LEFT_OUT[name].test(path)
      ? []
      : kernelsOf(join(packageRoot, path)),
  );
  return { code: outputFiles[0].text, kernels };
}

function kernelsOf(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(/(?:loadKernel|instantiateKernel)\('([a-z0-9-]+)'\)/g)].map(
    ([, name]) => name,
  );
}

async function makeProgram(name: ProgramName, chain: Chain): Promise<Uint8Array> {
  const { code, kernels } = await bundle(name, await sourceOf(name, chain));
  const parts: Uint8Array[] = [];
  const layout: Record<string, readonly [number, number]> = {};
  let at = 0;
  for (const kernel of kernels) {
    const bytes = readFileSync(join(DIST, 'codecs', 'kernels', `${kernel}.wasm`));
    layout[kernel] = [at, at + bytes.length];
    at += bytes.length;
    parts.push(bytes);
  }
  const script = `const LAYOUT=${JSON.stringify(layout)};${code}`;
  return selfExtracting(concatenate([...parts, new TextEncoder().encode(script)]), at);
}

const END_OF_COMMENT = '*/';

/** @param scriptAt where the JavaScript begins in `content` */
function selfExtracting(content: Uint8Array, scriptAt: number): Uint8Array {
  // a space more until the end of a comment does not occur
  for (let spaces = 0; ; spaces++) {
    const padded = concatenate([content, new TextEncoder().encode(' '.repeat(spaces))]);
    const packed = brotliCompressSync(padded, {
      params: {
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: padded.length,
      },
    });
    // as the last byte, an asterisk would make another of the first that follows
    if (packed.includes(END_OF_COMMENT) || packed.at(-1) === END_OF_COMMENT.charCodeAt(0)) continue;
    return concatenate([loader(scriptAt), packed, new TextEncoder().encode(END_OF_COMMENT)]);
  }
}

/** The program's folder may make it a module or not: what it uses is there in both. */
function loader(scriptAt: number): Uint8Array {
  const withStart = (start: number) =>
    '#!/usr/bin/env node\nconst r=process.getBuiltinModule;' +
    `const b=r('zlib').brotliDecompressSync(r('fs').readFileSync(process.argv[1]).subarray(${start},-2));` +
    `new Function('require','unpacked',b.subarray(${scriptAt}))(r,b)/*`;
  // its own length stands in it
  let start = 0;
  while (withStart(start).length !== start) start = withStart(start).length;
  return new TextEncoder().encode(withStart(start));
}

/** Runs the programs where no package is to be found. */
async function tryOut(folder: string): Promise<void> {
  const [recording] = syntheticRecordings({ implant: 1, probe: 0, seed: 1 });
  const original = encodeWav(await loadSamples(recording), recording.sampleRateHz);
  const at = (name: string) => join(folder, name);
  writeFileSync(at('in.wav'), original);
  execFileSync(at('encode'), [at('in.wav'), at('in.brainwire')], { stdio: 'pipe' });
  execFileSync(at('decode'), [at('in.brainwire'), at('out.wav')], { stdio: 'pipe' });
  if (Buffer.compare(readFileSync(at('out.wav')), original) !== 0) throw new Error('they lose a recording');
}

/**
 * Both programs, tried out.
 * @throws Error in one line if a package of the chain is compiled for this machine, or loads files of its own
 */
async function makePrograms(chain: Chain): Promise<ReadonlyMap<ProgramName, Uint8Array>> {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-challenge-'));
  try {
    const programs = new Map<ProgramName, Uint8Array>([
      ['encode', await makeProgram('encode', chain)],
      ['decode', await makeProgram('decode', chain)],
    ]);
    writePrograms(programs, folder);
    await tryOut(folder);
    return programs;
  } catch (cause) {
    const said = messageOf(cause).trim().replaceAll(/\s+/g, ' ');
    throw new Error(`${printChain(chain)} cannot be put into one file: ${said}`, { cause });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writePrograms(programs: ReadonlyMap<ProgramName, Uint8Array>, folder: string): void {
  for (const [name, bytes] of programs) {
    writeFileBeside(join(folder, name), bytes);
    chmodSync(join(folder, name), 0o755);
  }
}

await runChore(
  'challenge',
  { options: { out: { type: 'string' } }, mostPositionals: 2 },
  async ({ values, positionals: [id = DEFAULT_CHAIN, extra] }) => {
    if (extra !== undefined) throw new Error(`${extra}: where to write the programs is --out ${extra}`);
    const chain = parseChain(id, makeRegistry(builtInStages));
    const programs = await makePrograms(chain);
    const out = values.out ?? join('challenge', printChain(chain));
    makeFolder(out);
    writePrograms(programs, out);
    for (const [name, { length }] of programs) console.log(`${join(out, name)}: ${length} bytes`);
    return 0;
  },
);
