// Builds dist/: AssemblyScript kernels to WASM where their source is newer, then TypeScript.
// `npm run build` is all there is to call; dist/build.json records a digest of codecs/ for the versions column.
// Where nothing has changed since the last build, on either side, it is left as it is: `npm ci` builds already.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const bundles = join(dist, 'bundles');

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** What a deleted source left in dist/ would still be tested and shipped. */
function removeOrphans() {
  for (const file of filesBelow(dist)) {
    const source = relative(dist, file).replace(/(\.d\.ts|\.js)$/, '.ts');
    if (source.endsWith('.ts') && !existsSync(join(root, source))) rmSync(file);
  }
}

/** The folder that a file of AssemblyScript belongs to: what its kernel serves, or none if kernels share it. */
function ownerOf(file) {
  const folder = dirname(file);
  if (basename(folder) === 'kernel') return basename(dirname(folder));
  return basename(folder) === 'kernels' ? undefined : basename(folder);
}

function isKernel(owner, name) {
  return name === owner || name === `${owner}-decoder`;
}

/**
 * What the compiler is told that a source is called: the order of functions in a module is that of their names, and
 * these have the path in them. So a kernel is the same to the byte wherever in codecs/ its sources lie.
 */
function nameForCompiler(file) {
  const [owner, part] = [ownerOf(file), basename(file, '.ts')];
  return owner === undefined || isKernel(owner, part) ? part : `${owner}-${part}`;
}

/**
 * A source with the names of what it imports, in place of their paths. A function under a line `// inlined` is copied
 * to where it is called: TypeScript, which the linter reads sources as, has no decorator for it.
 */
function sourceForCompiler(file) {
  return readFileSync(file, 'utf8')
    .replaceAll(/^\/\/ inlined$/gm, '@inline')
    .replaceAll(
      /\bfrom '(\.[^']*)'/g,
      (_, path) => `from './${nameForCompiler(`${join(dirname(file), path)}.ts`)}'`,
    );
}

/**
 * Compiles each kernel to dist/codecs/kernels/NAME.wasm. It lies in the folder `kernel` of what it serves or, if that
 * is no stage, in a folder of codecs/kernels; it is the file that is named like its owner, or like it with `-decoder`
 * behind, and the others are parts.
 */
async function compileKernels() {
  const sources = filesBelow(join(root, 'codecs')).filter(file => /[\\/]kernels?[\\/].*\.ts$/.test(file));
  const newest = Math.max(...sources.map(file => statSync(file).mtimeMs), 0);
  const byName = new Map(sources.map(file => [`${nameForCompiler(file)}.ts`, file]));
  if (byName.size < sources.length) throw new Error('two sources of kernels have one name');
  const kernels = sources.filter(file => isKernel(ownerOf(file), basename(file, '.ts')));
  const folder = join(dist, 'codecs', 'kernels');
  const targetOf = file => join(folder, basename(file).replace(/\.ts$/, '.wasm'));
  const targets = new Set(kernels.map(targetOf));
  for (const file of filesBelow(folder)) if (!targets.has(file)) rmSync(file);
  const stale = kernels.filter(file => {
    const target = targetOf(file);
    return !existsSync(target) || statSync(target).mtimeMs < newest;
  });
  if (stale.length === 0) return;
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync(folder, { recursive: true });
  const options = '-O3 --converge --noAssert --runtime stub --enable simd --use abort='.split(' ');
  for (const file of stale) {
    const { error, stderr } = await asc.main(
      [basename(file), '-o', targetOf(file), '--baseDir', '.', ...options],
      {
        readFile: name => (byName.has(name) ? sourceForCompiler(byName.get(name)) : null),
        writeFile: (name, content) => writeFileSync(name, content),
        listFiles: () => [],
      },
    );
    if (error) {
      const said = stderr
        .toString()
        .replaceAll(/[\w-]+\.ts(?=\()/g, name => relative(root, byName.get(name) ?? name));
      process.stderr.write(`${said}\n`);
      throw new Error(`${relative(root, file)} does not compile: ${error.message}`);
    }
  }
}

/** Packages stay files of their own, but for yargs; string-width is replaced, since our help has one column a character. */
const lightArgumentParser = {
  name: 'light argument parser',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path, importer }) =>
      importer.startsWith(dist) && !/^yargs(\/|$)/.test(path) ? { path, external: true } : undefined,
    );
    bundler.onResolve({ filter: /^string-width$/ }, ({ path }) => ({ path, namespace: 'plain' }));
    bundler.onLoad({ filter: /./, namespace: 'plain' }, () => ({
      contents: 'export default text => text.length;',
    }));
  },
};

/** What a module looks for beside itself is where the module was, not where the bundle is. */
const ownPlaces = {
  name: 'own places',
  setup(bundler) {
    bundler.onLoad({ filter: /\.js$/ }, async ({ path }) => {
      const source = path.startsWith(dist) ? readFileSync(path, 'utf8') : '';
      if (!source.includes('import.meta.url')) return undefined;
      const { code } = await bundler.esbuild.transform(source, { define: { 'import.meta.url': 'HERE' } });
      const place = relative(bundles, path).split(sep).join('/');
      return { contents: `const HERE = new URL('${place}', import.meta.url).href;\n${code}` };
    });
  },
};

/** What Node is started with, and what its threads are. */
const PROGRAMS = [
  'scripts/cli',
  'harness/measure/runner',
  'harness/recordings/formats/hdf/thread',
  ...['compare', 'info', 'report', 'train'].map(command => `scripts/commands/${command}/thread`),
];

/**
 * Bundles what a process or a thread runs: what it loads at its start comes in few files, what it may load later in
 * others. Node takes a millisecond for each file: a measuring process loaded a hundred, and began in 0.29 s, as a
 * bundle in 0.17, of which Node itself takes 0.06. A program stays where it is compiled to, as a line that loads its
 * bundle.
 */
async function bundlePrograms() {
  const { build } = await import('esbuild');
  for (const file of PROGRAMS) {
    const program = join(dist, `${file}.js`);
    const name = file.replaceAll('/', '-');
    await build({
      entryPoints: [{ in: program, out: name }],
      outdir: bundles,
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      legalComments: 'inline',
      logLevel: 'warning',
      plugins: [lightArgumentParser, ownPlaces],
    });
    const [interpreter = ''] = readFileSync(program, 'utf8').match(/^#!.*\n/) ?? [];
    const path = relative(dirname(program), join(bundles, `${name}.js`))
      .split(sep)
      .join('/');
    writeFileSync(program, `${interpreter}import '${path}';\n`);
  }
}

/** Folders of what pages run in a browser. */
const PAGES = ['report', 'look'].map(room => join('harness', room, 'page'));

/**
 * What pages run in the browser, and a report's plot for Node: bundled here, with the packages that they stand on and
 * these packages' licences, so that installing this package installs none of them.
 */
async function bundlePage(folder) {
  const { build } = await import('esbuild');
  const page = join(root, folder);
  const options = {
    outdir: join(dist, folder),
    bundle: true,
    minify: true,
    logLevel: 'warning',
    legalComments: 'none',
    metafile: true,
  };
  const parts = [
    { entryPoints: [join(page, 'main.ts')], format: 'iife', target: 'es2022', charset: 'utf8' },
    { entryPoints: [join(page, 'picture.ts')], format: 'esm', platform: 'node', target: 'node20' },
    { entryPoints: [join(page, 'style.css')] },
  ];
  for (const part of parts.filter(({ entryPoints }) => existsSync(entryPoints[0]))) {
    const { metafile } = await build({ ...options, ...part });
    const [output] = Object.keys(metafile.outputs);
    const file = join(root, output);
    const licences = licencesOf(Object.keys(metafile.inputs));
    if (licences !== '') writeFileSync(file, `/*\n${licences}*/\n${readFileSync(file, 'utf8')}`);
  }
}

/** Licences of the packages that some files belong to; one that several share, but for the years, stands once. */
function licencesOf(files) {
  const names = files.flatMap(file => file.match(/.*node_modules\/((@[^/]+\/)?[^/]+)/)?.[1] ?? []);
  const holders = new Map();
  for (const name of new Set(names)) {
    const text = licenceText(join(root, 'node_modules', name))
      .replaceAll('*/', '* /')
      .trim();
    const [, years, terms] = text.match(/^(.*?copyright[^\n]*\n)(.*)$/is) ?? [text, '', text];
    const known = holders.get(terms.trim()) ?? [];
    holders.set(terms.trim(), [...known, `${name}: ${years.trim().replace(/\s+/g, ' ')}`]);
  }
  return [...holders].map(([terms, names]) => `${names.join('\n')}\n\n${terms}\n\n`).join('');
}

/** A package's licence; of one that ships none, who wrote it and the licence's name. */
function licenceText(folder) {
  const file = readdirSync(folder).find(name => /^licen[cs]e/i.test(name));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8');
  const { author, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `Copyright ${author?.name ?? author}\n${license} licence`;
}

/** Of what the codecs do, not of where they lie: of each file's content alone, without what it imports from others. */
function writeDigest() {
  const compiled = filesBelow(join(dist, 'codecs')).filter(
    name => /\.(js|wasm)$/.test(name) && !/\.test\.|[\\/]twin(\.js$|[\\/])/.test(name),
  );
  const tables = ['converter', join('coders', 'middle-out')].flatMap(folder =>
    filesBelow(join(root, 'codecs', folder)).filter(name => name.endsWith('.json')),
  );
  const contents = [...compiled, ...tables].map(file => {
    const content = readFileSync(file);
    const counted = file.endsWith('.js')
      ? content.toString().replaceAll(/^import [^;]*? from '\.[^']*';$|(?<=\bfrom |import\()'\.[^']*'/gm, '')
      : content;
    return createHash('sha256').update(counted).digest('hex');
  });
  const hash = createHash('sha256').update(contents.sort().join('\n'));
  writeFileSync(join(dist, 'build.json'), `${JSON.stringify({ codecs: hash.digest('hex').slice(0, 12) })}\n`);
}

/** Of names, sizes and times of all that is built from, and of all that was built. */
function stateOfFiles() {
  const inputs = ['package.json', 'package-lock.json', 'tsconfig.json'].map(name => join(root, name));
  const sources = ['codecs', 'harness', 'scripts'].flatMap(folder => filesBelow(join(root, folder)));
  const built = filesBelow(dist).filter(file => file !== stamp);
  const hash = createHash('sha256');
  for (const file of [...inputs, ...sources, ...built]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const stamp = join(dist, 'stamp');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === stateOfFiles()) process.exit(0);
removeOrphans();
await compileKernels();
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
try {
  execFileSync(process.execPath, [tsc, '-p', root], { stdio: 'inherit' });
  for (const folder of PAGES) {
    execFileSync(process.execPath, [tsc, '-p', join(root, folder)], { stdio: 'inherit' });
  }
} catch {
  process.exit(1);
}
await bundlePrograms();
for (const folder of PAGES) await bundlePage(folder);
writeDigest();
writeFileSync(stamp, stateOfFiles());
