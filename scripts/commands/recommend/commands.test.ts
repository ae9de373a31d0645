/** The commands that a recommendation prints, by kind of recording. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf, pickOf } from './answer.test.kit.js';
import { commandsFor } from './commands.js';

/** The commands for the archive pick of these recordings. */
function commandsOf(names: readonly string[]): string[] {
  return commandsFor(pickOf(), answerOf({}, names));
}

test('WAV files: encode', () => {
  assert.deepEqual(commandsOf(['a.wav']), ['npx ncb encode /set/a.wav /set/a.wav.ncb --chain rice']);
  assert.deepEqual(commandsOf(['a.wav', 'b.WAV']), [
    "find /set -iname '*.wav' -exec npx ncb encode {} {}.ncb --chain rice \\;",
  ]);
});

test('WAV files under another ending are found too', () => {
  assert.deepEqual(commandsOf(['a.wav', 'b.dat']), [
    "find /set \\( -iname '*.wav' -o -iname '*.dat' \\) -exec npx ncb encode {} {}.ncb --chain rice \\;",
  ]);
});

test('headerless files: the sweep, since encode does not look into them', () => {
  assert.deepEqual(commandsOf(['a.bin', 'b.bin']), ['npx ncb sweep /set --chain rice --size-only']);
});

test('both: a command for each kind, in whichever order they come', () => {
  for (const names of [
    ['a.bin', 'b.wav', 'c.bin'],
    ['b.wav', 'c.bin', 'd.bin'],
  ]) {
    assert.deepEqual(commandsOf(names), [
      'npx ncb encode /set/b.wav /set/b.wav.ncb --chain rice   # 1 WAV file',
      'npx ncb sweep /set --chain rice --size-only   # sizes, also of 2 headerless files: encode takes samples of WAV files only',
    ]);
  }
});

test('a chain with a plugin takes the plugin along', () => {
  const pick = pickOf({ chain: 'levels+mine', plugins: ['/mine.ts'] });
  assert.deepEqual(commandsFor(pick, answerOf()), [
    'npx ncb encode /set/a.wav /set/a.wav.ncb --chain levels+mine --plugin ./mine.ts',
  ]);
});
