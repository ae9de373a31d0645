/** The rules of the house: which way imports run, what has a folder of its own, what is packed, where links lead. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../harness/versions.js';

const LAYERS = ['codecs', 'harness', 'scripts'];
/** Specifiers of static, type-only and dynamic imports and of re-exports. */
const SPECIFIER = /\b(?:from|import\(|import)\s*'([^']+)'/g;
/** What is neither shipped nor imported by what is. */
const TESTS = /\.test\.|\.twin\.ts$|\/twin\//;

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

test('what is imported is there', () => {
  assert.ok(sources.length > 400, 'the sources are there');
  for (const [file, imports] of graph) {
    for (const imported of imports)
      assert.ok(existsSync(join(packageRoot, imported)), `${file}: ${imported}`);
  }
});

test('no circle of files', { todo: 'ten of them, of commands and their runs' }, () => {
  assert.deepEqual(circlesOf(graph), []);
});

for (const depth of [2, 3]) {
  test(`no circle of folders at depth ${depth}`, { todo: 'of codecs, harness and commands' }, () => {
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
