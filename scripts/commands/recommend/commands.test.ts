/** The commands that a recommendation prints. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { WRITTEN, writeFiles } from '../../../harness/recordings/formats/written.test.kit.js';
import { ncb } from '../shared/cli.test.kit.js';
import type { GivenRecordings } from '../shared/retyped.js';
import { answerOf, pickOf } from './answer.test.kit.js';
import { commandsFor } from './commands.js';

/** The commands for the archive pick of what was given. */
function commandsOf(given: Partial<GivenRecordings>): string[] {
  const answer = answerOf();
  return commandsFor(pickOf(), { ...answer, argv: { ...answer.argv, ...given } });
}

test('a file or a folder: an archive of each', () => {
  assert.deepEqual(commandsOf({ paths: ['a.wav', 'set/', 'it is'] }), [
    'npx ncb encode a.wav a.wav.ncb --chain rice',
    'npx ncb encode set/ set.ncb --chain rice',
    "npx ncb encode 'it is' 'it is.ncb' --chain rice",
  ]);
});

test('what was said of headerless files is said again', () => {
  const given = { paths: ['set'], channels: ['*.bin=385'], rate: 30000 };
  assert.deepEqual(commandsOf(given), [
    "npx ncb encode set set.ncb --chain rice --channels '*.bin=385' --rate 30000",
  ]);
});

test('streams of one file: the file, once', () => {
  const paths = ['a.ns2#segment 1', 'a.ns2#segment 2'];
  assert.deepEqual(commandsOf({ paths }), ['npx ncb encode a.ns2 a.ns2.ncb --chain rice']);
});

test('a chain with a plugin takes the plugin along', () => {
  const pick = pickOf({ chain: 'levels+mine', plugins: ['/mine.ts'] });
  assert.deepEqual(commandsFor(pick, answerOf()), [
    'npx ncb encode /set /set.ncb --chain levels+mine --plugin ./mine.ts',
  ]);
});

test('what is printed works as printed, on recordings of every format', async t => {
  const folder = temporaryFolder(t);
  for (const [format, write] of Object.entries(WRITTEN)) {
    mkdirSync(join(folder, 'day', format), { recursive: true });
    writeFiles(join(folder, 'day', format), write());
  }
  const [command] = commandsOf({ paths: ['day'] });
  const [, , ...args] = command.split(' ');
  const encoded = await ncb(args, folder);
  assert.equal(encoded.status, 0, encoded.stderr);
  const listed = await ncb(['info', 'day', '--csv'], folder);
  assert.equal(listed.status, 0, listed.stderr);
  for (const format of Object.keys(WRITTEN)) assert.match(listed.stdout, new RegExp(`^${format}/`, 'm'));
  const verified = await ncb(['verify', 'day.ncb', 'day'], folder);
  assert.match(verified.stdout, /: all there, compared with day$/m, verified.stderr);
});
