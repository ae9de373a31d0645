/** `ncb decode` of containers that were made to harm. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { writeContainer } from '../../../harness/container/write.js';
import { ncb } from '../shared/cli.test.kit.js';
import { runDecode } from './run.js';

/** A plugin with a coder that decodes for ever. */
const ENDLESS = `import { defineCoder } from 'neural-codec-bench/codec';
export default defineCoder({
  name: 'endless', family: 'copy', summary: 'for tests',
  open: () => ({ encode: () => new Uint8Array(1), decode: () => { for (;;); } }),
});
`;

function forged(t: TestContext, chain: string): string {
  const folder = temporaryFolder(t);
  const coded = { chain, channels: 1, frames: 4, payload: new Uint8Array(9) };
  const nothing = new Uint8Array(0);
  writeFileSync(join(folder, 'a.ncb'), writeContainer({ checksum: 0, head: nothing, tail: nothing, coded }));
  return folder;
}

const GIVEN = {
  ...{ plugin: [], profile: [], force: false, 'memory-mb': 512, timeout: 60, 'run-programs': false },
  ...{ from: undefined, to: undefined, channels: undefined, stream: undefined },
};

test('a stage that does not end is stopped, and nothing is left', async t => {
  const folder = forged(t, 'endless');
  const plugin = join(folder, 'endless.mjs');
  writeFileSync(plugin, ENDLESS);
  const [input, output] = [join(folder, 'a.ncb'), join(folder, 'out')];
  await assert.rejects(
    runDecode({ ...GIVEN, input, output, plugin: [plugin], timeout: 2 }),
    /a\.ncb: stopped after 2 s; raise --timeout \(now 2 s\)$/,
  );
  assert.deepEqual(readdirSync(folder).sort(), ['a.ncb', 'endless.mjs']);
});

test('a chain that names a program starts nothing unasked', async t => {
  const folder = forged(t, 'exec:xz');
  for (const command of ['decode a.ncb out', 'verify a.ncb']) {
    const { status, stderr } = await ncb(command.split(' '), folder);
    assert.match(stderr, /^ncb: a\.ncb: chain "exec:xz": exec:xz starts a program .*--run-programs[^\n]*\n$/);
    assert.equal(status, 2);
  }
  assert.deepEqual(readdirSync(folder), ['a.ncb']);
  const [input, output] = [join(folder, 'a.ncb'), join(folder, 'out')];
  await assert.rejects(
    runDecode({ ...GIVEN, input, output, 'run-programs': true }),
    /exec:xz: stream is damaged|no such program/,
  );
});
