import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenLaws, describeBrokenLaw } from './broken-laws.js';

const breach = (stage: string, input: string, message: string, law = 'round trip') => ({
  ...{ stage, law, input, message },
});

test('a law is told once for all configurations and inputs that break it alike', () => {
  const breaches = ['mine', 'mine:k=2', 'mine:k=3'].flatMap((stage, k) => [
    breach(stage, 'one sample', `decoded: element 0 is ${k}, not ${k + 7}`),
    breach(stage, 'zeros', `decoded: element 12 is ${k}, not 0`),
  ]);
  const [law, ...others] = brokenLaws(breaches);
  assert.deepEqual(others, []);
  assert.deepEqual(law, {
    stages: ['mine', 'mine:k=2', 'mine:k=3'],
    law: 'round trip',
    inputs: ['one sample', 'zeros'],
    message: 'decoded: element 0 is 0, not 7',
  });
  assert.equal(
    describeBrokenLaw(law),
    'round trip, on one sample and 1 other input: decoded: element 0 is 0, not 7',
  );
});

test('another law, another message and another stage are told apart', () => {
  const laws = brokenLaws([
    breach('mine', 'zeros', 'encode throws: lost'),
    breach('mine', 'zeros', 'decode throws: lost'),
    breach('mine:k=3', 'zeros', 'encode throws: lost', 'no memory of earlier calls'),
    breach('exec:mine', 'zeros', 'encode throws: lost'),
  ]);
  assert.deepEqual(
    laws.map(({ stages, law, message }) => [...stages, law, message]),
    [
      ['mine', 'round trip', 'encode throws: lost'],
      ['mine', 'round trip', 'decode throws: lost'],
      ['mine:k=3', 'no memory of earlier calls', 'encode throws: lost'],
      ['exec:mine', 'round trip', 'encode throws: lost'],
    ],
  );
  assert.equal(describeBrokenLaw(laws[0]), 'round trip, on zeros: encode throws: lost');
});
