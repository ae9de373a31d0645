/** What `ncb encode --lossy` refuses. What it makes is tested beside `ncb verify`. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { runEncode } from './run.js';

test('what cannot become a lossy copy is said before anything is read', async t => {
  const out = join(temporaryFolder(t), 'a.ncb');
  const argv = {
    ...{
      input: 'no.wav',
      output: out,
      out: undefined,
      chunk: undefined,
      channels: undefined,
      rate: undefined,
    },
    ...{
      plugin: [],
      profile: [],
      timeout: 60,
      'memory-mb': 2048,
      force: false,
      compare: false,
      verify: true,
      lossy: true,
      chain: 'rice',
    },
  };
  const cases: [object, RegExp][] = [
    [
      { lossy: false, chain: 'quantize+rice' },
      /quantize may lose samples, .*; --lossy makes a copy by it, with/,
    ],
    [{}, /^Error: chain "rice" keeps every sample, and a lossy copy is by one that may lose some, such as/],
    [{ chain: undefined }, /^Error: --lossy: say by which --chain, such as/],
    [{ chain: 'quantize+rice', verify: false }, /^Error: --lossy: .*leave --no-verify out$/],
    [{ chain: 'quantize+rice' }, /no such file or folder: no\.wav/],
  ];
  for (const [change, error] of cases) await assert.rejects(runEncode({ ...argv, ...change }), error);
});
