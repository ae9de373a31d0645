import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomModel } from '../../../../codecs/coders/middle-out/samples.test.kit.js';
import { netAsJson, netAsText } from './text.js';
import type { NetTrained } from './thread.js';

function reportOf(worth: Pick<NetTrained, 'without' | 'with' | 'beside'>) {
  const trained: NetTrained = {
    ...{ model: randomModel('mine', 1), trainedOn: ['a', 'b'], leftOut: ['c'], records: 1200, samples: 3400 },
    ...{ splitInTime: false, shipped: 'leads', ...worth },
  };
  return { trained, refused: [], out: 'mine.json', fileBytes: 5000 };
}

test('a model is held against no net and against the one that ships', () => {
  const text = netAsText(reportOf({ without: 4, beside: 3.99, with: 3.98 }));
  assert.match(text, /^learned from 1,200 samples of 2 recordings, 1 left out$/m);
  assert.match(text, /^none +4\.0000 +4\.0000 +0\.000 %$/m);
  assert.match(text, /^leads, ships +3\.9900 +4\.0100 +0\.250 %$/m);
  assert.match(text, /^mine +3\.9800 +4\.0201 +0\.500 %$/m);
  assert.match(text, /^A chain uses it by --profile mine\.json and middle-out:model=mine\.$/m);
  assert.match(text, /its numbers count as 721 model bytes$/);
});

test('what gains nothing, or no more than what ships, is said to', () => {
  const nothing = reportOf({ without: 4, beside: 4, with: 3.9996 });
  assert.match(netAsText(nothing), /^Nothing to be gained: 0\.0004 bits a sample .* 0\.0005 or less/m);
  assert.equal(JSON.parse(netAsJson(nothing)).gains, false);
  const worse = reportOf({ without: 4, beside: 3.98, with: 3.99 });
  assert.match(netAsText(worse), /^No better than leads, which ships/m);
  assert.deepEqual(JSON.parse(netAsJson(worse)).bits_per_sample, { none: 4, shipped: 3.98, model: 3.99 });
});
