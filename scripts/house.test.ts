/** The rules of the house: which way imports run, what has a folder of its own, what is packed, where links lead. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { test } from 'node:test';
import { builtInStages } from '../codecs/registry.js';
import { packageRoot } from '../harness/common/package-root.js';

const LAYERS = ['codecs', 'harness', 'scripts'];
/** Specifiers of static, type-only and dynamic imports and of re-exports. */
const SPECIFIER = /\b(?:from|import\(|import)\s*'([^']+)'/g;
/** What is neither shipped nor imported by what is. */
const TESTS = /\.test\.|\/twin(\.ts$|\/)/;

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function read(file: string): string {
  return readFileSync(join(packageRoot, file), 'utf8');
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(packageRoot, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

const sources = LAYERS.flatMap(filesBelow).filter(file => file.endsWith('.ts'));

/** A source by the path that an import of it has; kernels are imported without an ending. */
function sourceOf(path: string): string {
  return `${path.replace(/\.js$|\.ts$/, '')}.ts`;
}

function importsOf(file: string): string[] {
  return [...read(file).matchAll(SPECIFIER)]
    .map(([, specifier]) => specifier)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => sourceOf(posix.join(posix.dirname(file), specifier)));
}

const graph: Graph = new Map(sources.map(file => [file, new Set(importsOf(file))]));

/** Sources grouped by the first parts of their paths: folders of that depth, and files that lie above it. */
function folded(files: Graph, depth: number): Graph {
  const nameOf = (file: string) => file.split('/').slice(0, depth).join('/');
  const folders = new Map<string, Set<string>>();
  for (const [file, imports] of files) {
    if (TESTS.test(file)) continue;
    const own = nameOf(file);
    const known = folders.get(own) ?? new Set();
    folders.set(own, known);
    for (const imported of imports) if (nameOf(imported) !== own) known.add(nameOf(imported));
  }
  return folders;
}

/** A way from each node of a circle back to itself; none where there is no circle. */
function circlesOf(nodes: Graph): string[] {
  const finished = new Set<string>();
  const circles: string[] = [];
  const visit = (node: string, path: readonly string[]): void => {
    const at = path.indexOf(node);
    if (at >= 0) circles.push([...path.slice(at), node].join(' -> '));
    if (at >= 0 || finished.has(node)) return;
    for (const next of nodes.get(node) ?? []) visit(next, [...path, node]);
    finished.add(node);
  };
  for (const node of nodes.keys()) visit(node, []);
  return circles;
}

test('no circle of files', () => {
  assert.ok(
    sources.length > 400 && [...graph.values()].some(({ size }) => size > 20),
    'sources and imports are found',
  );
  assert.deepEqual(circlesOf(graph), []);
});

for (const depth of [2, 3]) {
  test(`no circle of folders at depth ${depth}`, () => {
    assert.deepEqual(circlesOf(folded(graph, depth)), []);
  });
}

test('no file imports from a layer above its own', () => {
  for (const [file, imports] of graph) {
    const own = LAYERS.indexOf(file.split('/')[0]);
    for (const path of imports) {
      assert.ok(LAYERS.indexOf(path.split('/')[0]) <= own, `${file} imports ${path}`);
    }
  }
});

test('measure/ takes types alone from processes/, which imports nothing of it', () => {
  for (const [file, imports] of graph) {
    if (TESTS.test(file)) continue;
    if (file.startsWith('harness/processes/')) {
      for (const path of imports) assert.ok(!path.startsWith('harness/measure/'), `${file} imports ${path}`);
    }
    if (!file.startsWith('harness/measure/')) continue;
    const values = [...read(file).matchAll(/import \{([^}]*)\} from '\.\.\/processes\/[^']*'/g)]
      .flatMap(([, names]) => names.split(','))
      .map(name => name.trim())
      .filter(name => name !== '' && !name.startsWith('type '));
    assert.deepEqual(values, [], file);
  }
});

test('codec.ts imports nothing', () => {
  assert.doesNotMatch(read('codecs/codec.ts'), /^import /m);
});

test('only api.ts does nothing but export what others define', () => {
  const barrels = sources.filter(file => {
    const code = read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    const statements = code
      .split(';')
      .map(statement => statement.trim())
      .filter(Boolean);
    return (
      statements.length > 0 &&
      statements.every(statement => /^export (type )?[{*][\s\S]* from /.test(statement))
    );
  });
  assert.deepEqual(barrels, ['harness/api.ts']);
});

/** Folders that share nothing with the folders beside them but what lies in `shared`. */
const APART = ['codecs/coders', 'codecs/transforms', 'scripts/commands', 'scripts/chores'];

test('a folder imports no folder beside it', () => {
  for (const above of APART) {
    const roomOf = (file: string) =>
      file.startsWith(`${above}/`) ? file.slice(above.length + 1).split(/[/.]/)[0] : 'shared';
    for (const [file, imports] of graph) {
      const own = roomOf(file);
      for (const imported of imports) {
        assert.ok(
          [own, 'shared'].includes(roomOf(imported)) || !file.startsWith(above),
          `${file} imports ${imported}`,
        );
      }
    }
  }
});

test('chores are imported by no command, and by nothing that is shipped', () => {
  for (const [file, imports] of graph) {
    if (file.startsWith('scripts/chores/') || TESTS.test(file)) continue;
    for (const path of imports) assert.ok(!path.startsWith('scripts/chores/'), `${file} imports ${path}`);
  }
});

function foldersIn(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'shared')
    .map(entry => entry.name)
    .sort();
}

test('every command is a folder, and the reverse', () => {
  const commands = [...read('scripts/cli.ts').matchAll(/'\.\/commands\/([^/]+)\/command\.js'/g)].map(
    ([, name]) => name,
  );
  assert.deepEqual(commands.sort(), foldersIn('scripts/commands'));
});

test('a coder or a transform is named like its folder or file, and the reverse', () => {
  for (const kind of ['coder', 'transform']) {
    const names = readdirSync(join(packageRoot, `codecs/${kind}s`), { withFileTypes: true })
      .filter(entry => !TESTS.test(entry.name) && entry.name !== 'shared')
      .map(entry => entry.name.replace(/\.ts$/, ''));
    const stages = builtInStages.filter(stage => stage.kind === kind && stage.isolation !== 'process');
    assert.deepEqual(names.sort(), stages.map(({ name }) => name).sort());
  }
});

test('lists in package.json name folders and patterns, never a source', () => {
  const { files, knip } = JSON.parse(read('package.json'));
  for (const entry of [...files, ...knip.entry]) {
    assert.ok(!existsSync(join(packageRoot, entry)) || !/\.\w+$/.test(entry), entry);
  }
});

test('what is packed: all that runs and is read, no chore, test or twin', () => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: packageRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const packed: string[] = files.map(({ path }: { path: string }) => path);
  const wrong = packed.filter(path => /chores|\.test\.|twin|slowed|\.mjs$/.test(path));
  assert.deepEqual(wrong, []);
  const wanted = sources
    .filter(file => /^(codecs|harness|scripts\/commands)\//.test(file) && !TESTS.test(file))
    .filter(file => !/\/kernels?\/|\.d\.ts$|harness\/(report|look)\/page\//.test(file))
    .map(file => `dist/${file.replace(/\.ts$/, '.js')}`);
  const data = [
    'README.md',
    'LICENSE',
    'dist/build.json',
    'dist/scripts/cli.js',
    'harness/recordings/neuralink-all.csv',
  ];
  const missing = [...wanted, ...data].filter(path => !packed.includes(path));
  assert.deepEqual(missing, []);
});

const guides = [
  'README.md',
  ...[...LAYERS, 'results'].flatMap(filesBelow).filter(file => file.endsWith('.md')),
];

/** The anchor that the code host gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

test('every link of a guide leads somewhere', () => {
  for (const file of guides) {
    const prose = read(file).replaceAll(/^```[\s\S]*?^```/gm, '');
    for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path, anchor] = target.split('#');
      const linked = path === '' ? file : posix.join(posix.dirname(file), path);
      assert.ok(existsSync(join(packageRoot, linked)), `${file}: ${target}`);
      if (anchor === undefined) continue;
      const anchors = [...read(linked).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading));
      assert.ok(anchors.includes(anchor), `${file}: ${target}`);
    }
  }
});

test('every generated part of a guide has a chore that makes it', () => {
  const marked = guides.flatMap(file =>
    [...read(file).matchAll(/^<!-- ([\w-]+):begin -->/gm)].map(([, name]) => name),
  );
  const chores = sources.filter(file => file.startsWith('scripts/chores/') && !TESTS.test(file));
  const made = chores.flatMap(file =>
    [...read(file).matchAll(/_PART: GuidePart = \{ name: '([\w-]+)'/g)].map(([, name]) => name),
  );
  assert.deepEqual(marked.sort(), made.sort());
});
