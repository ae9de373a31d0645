import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../common/testing.test.kit.js';
import { download } from './download.js';

test('what came before the connection was cut is in the file, however soon after it that was', async t => {
  const bytes = new Uint8Array(9000).fill(7);
  const pieces = [bytes];
  const body = new ReadableStream({
    pull: controller => {
      const piece = pieces.shift();
      if (piece === undefined) controller.error(new Error('cut'));
      else controller.enqueue(piece);
    },
  });
  const headers = { 'content-length': '10000', etag: '"1"' };
  t.mock.method(globalThis, 'fetch', async () => new Response(body, { headers }));
  const path = join(temporaryFolder(t), 'a.zip');
  await assert.rejects(
    download('http://nowhere/a.zip', path, { mostBytes: 1e6 }),
    /stops after 9000 of 10000 bytes \(cut\)/,
  );
  assert.deepEqual(new Uint8Array(readFileSync(`${path}.part`)), bytes);
});
