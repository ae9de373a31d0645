/** What `--where` and `--sort` mean, and what is no condition or order. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Field, kindsOf, parseCondition, parseOrder } from './conditions.js';

const KINDS = kindsOf(true);

describe('a condition holds of fields', () => {
  const cases: readonly (readonly [string, readonly Field[], readonly Field[]])[] = [
    ['ratio>3', [3.01, 1e9], [3, -4, null]],
    ['ratio >= 3', [3, 3.5], [2.99, null]],
    ['ratio<3', [2.99, -1], [3, null]],
    ['ratio<=3', [3, 0], [3.01, null]],
    ['ratio=3', [3], [3.0001, null]],
    ['ratio!=3', [2, null], [3]],
    ['ratio>-1e3', [0], [-2000]],
    ['encode_xrt=', [null], [0, 5]],
    ['encode_xrt!=', [0, 5], [null]],
    ['chain=rice', ['rice'], ['delta+rice', 'RICE', '']],
    ['chain!=rice', ['delta+rice', ''], ['rice']],
    ['chain~LPC', ['levels+lpc+rans', 'lpc'], ['rice', '']],
    ['dominated_by=', ['', null], ['rans']],
    ['chain~order=32', ['lpc:order=32+rans'], ['lpc:order=3+rans']],
    ['scope=solid', ['solid'], ['recording']],
    ['given=TRUE', [true], [false, null]],
    ['on_pareto_front!=true', [false, null], [true]],
    ['on_pareto_front=', [null], [true, false]],
  ];
  for (const [given, those, others] of cases) {
    test(given, () => {
      const { holds } = parseCondition(given, KINDS);
      for (const field of those) assert.equal(holds(field), true, String(field));
      for (const field of others) assert.equal(holds(field), false, String(field));
    });
  }
});

describe('what is no condition is said in a line', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /^--where '': want a column, one of .* and a value, in quotes, such as 'ratio>3'$/],
    ['ratio', /: want a column, one of/],
    ['>3', /: want a column, one of/],
    ['ratio>three', /^--where 'ratio>three': ratio is a number, want a number for "three"$/],
    ['ratio==3', /ratio is a number, want a number for "=3"$/],
    ['ratio>', /^--where 'ratio>': ratio is a number, want a number after >$/],
    ['ratio~3', /ratio is a number, of which ~ \(contains\) asks nothing$/],
    ['chain<rice', /chain is a text, which has no order: want =, != or ~$/],
    ['given>true', /given is a truth value, which has no order: want = or !=$/],
    ['given=maybe', /given is a truth value, want true or false for "maybe"$/],
    ['ratoi>3', /^--where 'ratoi>3': no column ratoi, did you mean ratio\? There are name, /],
    ['xrt>3', /no column xrt, did you mean encode_xrt or decode_xrt\? There are/],
    ['colour=red', /no column colour, there are name, source, raw_bytes, /],
  ];
  for (const [given, message] of cases) {
    test(given, () => {
      assert.throws(() => parseCondition(given, KINDS), { message });
    });
  }

  test('a column of totals.csv, of results of other tools', () => {
    assert.throws(() => parseCondition('ok=1', kindsOf(false)), {
      message: /no column ok, there are name, /,
    });
  });
});

describe('an order', () => {
  test('the best first, unless it is said which way', () => {
    const directions: Record<string, boolean> = {
      ratio: true,
      encode_xrt: true,
      bits_per_sample: false,
      encoded_bytes: false,
      chain: false,
      given: true,
      'ratio:asc': false,
      'bits_per_sample:desc': true,
    };
    for (const [given, descending] of Object.entries(directions)) {
      const column = given.split(':')[0];
      assert.deepEqual(parseOrder(given, KINDS), { column, descending }, given);
    }
  });

  test('of a column that there is not, or a way that there is not', () => {
    assert.throws(() => parseOrder('ratios', KINDS), {
      message: /^--sort ratios: no column ratios, did you mean ratio\?/,
    });
    for (const given of ['ratio:up', '-ratio', 'ratio,chain', '']) {
      assert.throws(() => parseOrder(given, KINDS), {
        message: /: want a column, and :asc or :desc after it unless/,
      });
    }
  });
});
