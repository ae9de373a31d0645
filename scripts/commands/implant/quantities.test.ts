import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { framesOf, quantity, radiosOf } from './quantities.js';

test('numbers with prefixes, with and without their unit', () => {
  assert.equal(quantity('power', '10mW', 'W', '10mW'), 0.01);
  assert.equal(quantity('power', '5.2 uW', 'W', '10mW'), 5.2e-6);
  assert.equal(quantity('power', '0.5', 'W', '10mW'), 0.5);
  assert.equal(quantity('link', '1M', 'bit/s', '1M'), 1e6);
  assert.equal(quantity('link', '250 kbit/s', 'bit/s', '1M'), 250_000);
  assert.equal(quantity('latency', '1ms', 's', '1ms'), 0.001);
});

describe('a wrong quantity is one line', () => {
  for (const text of ['', '0', '-1', 'much', '1 X', '10 mV', 'Infinity', '1e999']) {
    test(text, () => {
      assert.throws(() => quantity('power', text, 'W', '10mW'), {
        message: `--power ${JSON.stringify(text)}: want a number of W over 0, such as 10mW`,
      });
    });
  }
});

test('radios, by joules a bit', () => {
  assert.deepEqual(radiosOf('uwb=6p,ble=10n'), [
    { name: 'uwb', joulesPerBit: 6e-12 },
    { name: 'ble', joulesPerBit: 1e-8 },
  ]);
  assert.throws(() => radiosOf('uwb'), /^Error: --radio "uwb": want a name and joules a bit/);
  assert.throws(() => radiosOf('a=1p,a=2p'), /^Error: --radio a=1p,a=2p: a stands twice$/);
});

test('frames, or a time that holds them', () => {
  assert.equal(framesOf('chunk', '16frames', 20_000), 16);
  assert.equal(framesOf('chunk', '1 frame', 20_000), 1);
  assert.equal(framesOf('chunk', '1ms', 20_000), 20);
  assert.equal(framesOf('chunk', '1ms', 19_531), 19);
  for (const text of ['0frames', '16', '0.01ms', 'x', '1.5frames']) {
    assert.throws(() => framesOf('chunk', text, 20_000), /^Error: --chunk ".*": want frames or a time/);
  }
});
