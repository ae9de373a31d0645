/** Imports run scripts -> harness -> codecs -> codecs/codec.ts, and no file is a barrel but the public one. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from './versions.js';

const LAYERS = ['codecs', 'harness', 'scripts'];

function sources(): string[] {
  return LAYERS.flatMap(layer =>
    readdirSync(join(packageRoot, layer), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => join(layer, file).split(sep).join('/')),
  );
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(packageRoot, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path]) =>
    posix.normalize(posix.join(posix.dirname(file), path)),
  );
}

test('no file imports from a layer above its own', () => {
  assert.ok(sources().length > 40, 'the sources are there');
  for (const file of sources()) {
    const own = LAYERS.indexOf(file.split('/')[0]);
    for (const path of importsOf(file)) {
      assert.ok(LAYERS.indexOf(path.split('/')[0]) <= own, `${file} imports ${path}`);
    }
  }
});

test('codec.ts imports nothing', () => {
  assert.deepEqual(importsOf('codecs/codec.ts'), []);
  assert.doesNotMatch(readFileSync(join(packageRoot, 'codecs/codec.ts'), 'utf8'), /^import /m);
});

test('only api.ts does nothing but export what others define', () => {
  const barrels = sources().filter(file => {
    const code = readFileSync(join(packageRoot, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
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
  assert.equal(relative(packageRoot, dirname(join(packageRoot, barrels[0]))), 'harness');
});
