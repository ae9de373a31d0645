import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../common/package-root.js';
import type { GivenFacts } from './format.js';
import { formatOf, formats } from './formats.js';

test('every format is a file, and the reverse; no ending is of two', () => {
  const files = readdirSync(join(packageRoot, 'harness', 'recordings', 'formats'))
    .filter(file => file.endsWith('.ts') && !/\.test\.(kit\.)?ts$|^formats?\.ts$/.test(file))
    .map(file => file.replace(/\.ts$/, ''));
  assert.deepEqual(files.sort(), formats.map(({ name }) => name).sort());
  const endings = formats.flatMap(({ extensions }) => extensions);
  assert.equal(new Set(endings).size, endings.length);
});

test('contents go before endings, endings before a shape that was given with the name', () => {
  const shape: GivenFacts = { channels: 1, rate: 100 };
  const cases: [path: string, contents: string, named: boolean, given: GivenFacts, format: string][] = [
    ['/a.bin', 'RIFF....WAVE', false, {}, 'wav'],
    ['/a.BIN', 'samples', false, {}, 'headerless'],
    ['/a.wav', 'samples', true, shape, 'wav'],
    ['/a.ap', 'samples', true, shape, 'headerless'],
    ['/a.ap', 'samples', false, shape, 'wav'],
    ['/a.ap', 'samples', true, { rate: 100 }, 'wav'],
  ];
  for (const [path, contents, named, given, format] of cases) {
    const bytes = Buffer.from(contents);
    const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
    const place = { path, named, file: { length: bytes.length, read } };
    assert.equal(formatOf(place, given).name, format, `${path} ${contents}`);
  }
});
