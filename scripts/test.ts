/**
 * Runs the compiled tests (what ships is what is tested): `npm test`, or `npm test -- rice csv` for the files
 * whose path contains one of the words.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const dist = dirname(dirname(fileURLToPath(import.meta.url)));
const words = process.argv.slice(2);
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.test.js'))
  .filter(file => words.length === 0 || words.some(word => relative('.', file).includes(word)))
  .map(file => join(dist, file))
  .sort();
if (files.length === 0) {
  console.error(`no test file whose path contains ${words.join(' or ')}`);
  process.exit(2);
}
const stream = run({ files, concurrency: availableParallelism() });
stream.on('test:fail', () => {
  process.exitCode = 1;
});
stream.compose(new spec()).pipe(process.stdout);
