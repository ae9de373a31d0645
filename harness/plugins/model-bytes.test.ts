import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelBytesOfChain } from '../../codecs/chain.js';
import { configure, makeChain } from '../../codecs/chain-id.js';
import { defineCoder } from '../../codecs/codec.js';
import { profileModelBytes, profileParameter } from '../../codecs/converter/mark.js';
import { describeStage, stageFromDescription } from './describe.js';

const profiles = [
  { name: 'small', firstCode: 0, thresholds: Int16Array.of(-8, 8, 24) },
  { name: 'large', firstCode: -1, thresholds: Int16Array.of(-24, -8, 8, 24) },
];

const coder = defineCoder({
  name: 'profiled',
  family: 'entropy',
  summary: 'a test',
  parameters: { profile: profileParameter(profiles) },
  modelBytes: profileModelBytes(profiles),
  open: () => ({ encode: () => new Uint8Array(0), decode: () => ({ data: new Int16Array(0), channels: 1 }) }),
});

function bytesWith(stage: typeof coder, profile: string): number {
  return modelBytesOfChain(makeChain([], configure(stage, { profile })));
}

test('the model bytes of a chain are those of the profile that it names', () => {
  assert.deepEqual(
    ['none', 'small', 'large'].map(profile => bytesWith(coder, profile)),
    [0, 6, 8],
  );
});

test('the description of a stage holds them for every choice', () => {
  const description = JSON.parse(JSON.stringify(describeStage(coder)));
  assert.deepEqual(description.modelBytes, {
    atDefaults: 0,
    added: { profile: { none: 0, small: 6, large: 8 } },
  });
  const planned = stageFromDescription(description);
  assert.ok(planned.kind === 'coder');
  assert.deepEqual(
    ['none', 'small', 'large'].map(profile => bytesWith(planned, profile)),
    [0, 6, 8],
  );
});
