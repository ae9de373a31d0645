/** Lines broken between words, and what is not broken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terminalWidth, wrap } from './wrap.js';

test('between words, what follows indented', () => {
  assert.equal(wrap('one two three four', 0, 9), 'one two\nthree\nfour');
  assert.equal(wrap('one two three four', 2, 9), 'one two\n  three\n  four');
  assert.equal(wrap('  one two three', 2, 9), '  one two\n    three');
});

test('a percent sign stays with its number', () => {
  assert.equal(wrap('apart 12.5 %, decode', 0, 12), 'apart\n12.5 %,\ndecode');
});

test('blanks within a line that fits stay, and empty lines', () => {
  assert.equal(wrap('error       rice: no\n\nend', 0, 40), 'error       rice: no\n\nend');
});

test('a word longer than a line stays whole', () => {
  assert.equal(wrap('see levels+lpc:order=32+rans there', 0, 10), 'see\nlevels+lpc:order=32+rans\nthere');
});

test('a command of a shell is broken so that it can be pasted', () => {
  const command = "  npx ncb encode 'a b.wav' a.wav.ncb --lossy --chain rice --rate 30000";
  for (let width = 30; width <= command.length; width++) {
    const lines = wrap(command, 0, width).split('\n');
    assert.ok(
      lines.every(line => line.length <= width),
      `${width}: ${lines.join('\n')}`,
    );
    assert.equal(lines.join('\n').replaceAll(/ \\\n */g, ' '), command);
  }
  assert.equal(
    wrap(command, 0, 40),
    ["  npx ncb encode 'a b.wav' a.wav.ncb \\", '      --lossy --chain rice --rate 30000'].join('\n'),
  );
  assert.equal(wrap('npx ncb is said of', 0, 10), 'npx ncb is\nsaid of');
});

test('a word of a command that is longer than a line stays whole', () => {
  assert.equal(
    wrap('  npx ncb info a-long-name.wav', 0, 12),
    '  npx ncb \\\n      info \\\n      a-long-name.wav',
  );
});

test('a statement stays whole', () => {
  const statement = "  await openChain(parseChain('rice'))   // of neural-codec-bench";
  assert.equal(wrap(statement, 0, 20), statement);
});

test('a pipe has no end', () => {
  assert.equal(terminalWidth(), process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY);
});
