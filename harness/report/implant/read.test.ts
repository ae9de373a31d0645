/** What `ncb implant --json` wrote, as a page reads it, and the picture of it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { temporaryFolder } from '../../common/testing.test.kit.js';
import { drawImplantPicture } from '../picture.js';
import { IMPLANT_JSON } from './implant.test.kit.js';
import { demandPoints, frameOf, limitsOf } from './points.js';
import { openWithImplant, parseImplant, readImplant } from './read.js';
import { gradeText, implantSummary, verdictText } from './words.js';

const TEXT = JSON.stringify(IMPLANT_JSON);
const implant = parseImplant(TEXT, 'f');

test('terms, rows and what fits, in words', () => {
  assert.deepEqual(implant.measured, { channels: 3, seconds: 5 });
  assert.equal(
    implantSummary(implant),
    '100 channels at 1,000 Hz and 10 bits, 1.00 Mbit/s, on a link of 100 kbit/s within 10.0 ms and 2.00 mW. ' +
      'By uwb fits: levels+events; may fit, by what is known of its power: mine. ' +
      'By ble fits: levels+events; may fit, by what is known of its power: mine. ' +
      'Measured on 3 channels, 5.00 s each at most.',
  );
  const words = implant.rows.map(row => `${gradeText(row)}: ${verdictText(row.radios[0])}`);
  assert.deepEqual(words, [
    'lossless: link 2.00×',
    'lossless: link 2.00×',
    'sorting-safe, ±2: link 2.00×',
    'events: may fit',
    'events: fits',
    'counts: latency 2.00×',
  ]);
});

test('of a folder without the file nothing, of one with nothing else a run without chains', t => {
  const folder = temporaryFolder(t);
  assert.equal(readImplant(folder), null);
  assert.throws(() => openWithImplant(folder), /: holds no cells\.csv$/);
  writeFileSync(join(folder, 'implant.json'), TEXT);
  assert.deepEqual(readImplant(folder), implant);
  assert.deepEqual(openWithImplant(folder).totals, []);
  writeFileSync(join(folder, 'cells.csv'), '');
  assert.deepEqual(readImplant(join(folder, 'cells.csv')), implant);
});

test('a mark in the corner is one of which link and power are sure', () => {
  const limits = limitsOf(implant.terms);
  for (const radio of [0, 1]) {
    const points = demandPoints(implant, radio);
    const inCorner = points.filter(({ bits, mw }) => bits <= limits.bits && mw <= limits.mw);
    assert.deepEqual(
      inCorner.map(({ demands }) => demands.chain),
      ['mine', 'levels+events', 'levels+counts'],
    );
    const { bits, mw } = frameOf(points, limits);
    assert.ok(points.every(point => point.bits < bits[1] && point.meanBits > bits[0]));
    assert.ok(points.every(point => point.mw < mw[1] && point.floorMw > mw[0]));
  }
});

test('the picture: a panel a radio, a mark a chain, each named; nothing sent, and one radio, too', async () => {
  const picture = await drawImplantPicture(implant);
  const marks = picture.match(/data-chain="[^"]*"/g) ?? [];
  assert.equal(marks.length, 2 * IMPLANT_JSON.rows.length);
  assert.equal((picture.match(/class="point [^"]* open"/g) ?? []).length, 2);
  for (const { chain } of IMPLANT_JSON.rows.slice(1)) {
    const name = picture
      .split('class="labels"')
      .slice(1)
      .map(labels => labels.replaceAll(/<[^>]*>/g, ''));
    assert.ok(
      name.every(names => names.includes(chain)),
      chain,
    );
  }
  assert.match(picture, /late: 50\.0 ms/);
  const [, , ...rows] = implant.rows;
  const nothing = { ...rows[0], linkBitsPerS: 0, worstLinkBitsPerS: 0, ratio: null };
  const terms = { ...implant.terms, radios: implant.terms.radios.slice(0, 1) };
  assert.doesNotMatch(await drawImplantPicture({ ...implant, terms, rows: [nothing] }), /NaN|Infinity/);
});

type Place = readonly (string | number)[];

/** With another value at a place. */
function forged(place: Place, value: unknown): string {
  const copy: unknown = JSON.parse(TEXT);
  const holder = place.slice(0, -1).reduce<unknown>((of, key) => Reflect.get(Object(of), key), copy);
  Reflect.set(Object(holder), place[place.length - 1], value);
  return JSON.stringify(copy);
}

test('anything else is refused in one line that names the file, what is wrong and where', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [TEXT.slice(0, -9), /^Error: f: not what ncb implant --json writes: /],
    ['[]', /: the file is no object$/],
    [forged(['terms'], undefined), /: terms is no object$/],
    [forged(['terms', 'link_bits_per_s'], 0), /: terms\.link_bits_per_s is no number over 0$/],
    [forged(['terms', 'radios'], []), /: terms\.radios is empty$/],
    [forged(['rows'], []), /: rows is empty$/],
    [forged(['rows', 1, 'loss'], 'some'), /: rows\[1\]\.loss is no one of none, bounded, /],
    [forged(['rows', 1, 'latency_s'], -1), /: rows\[1\]\.latency_s is no number of at least 0$/],
    [forged(['rows', 2, 'compute_floor_w'], 1), /: rows\[2\]\.compute_floor_w is over compute_ceiling_w$/],
    [forged(['rows', 3, 'energy_notes'], [1]), /: rows\[3\]\.energy_notes\[0\] is no text$/],
    [forged(['rows', 4, 'radios', 1, 'name'], 'x'), /: rows\[4\]\.radios are not those of the terms$/],
    [forged(['rows', 4, 'radios', 1, 'radio_w'], 'x'), /: rows\[4\]\.radios\[1\]\.radio_w is no number$/],
    [
      forged(['rows', 0, 'ratio'], 0).replace('"ratio":0', '"ratio":1e999'),
      /: rows\[0\]\.ratio is no number$/,
    ],
  ];
  for (const [text, error] of cases) assert.throws(() => parseImplant(text, 'f'), error);
});

test('torn anywhere it is one line', () => {
  fc.assert(
    fc.property(fc.nat(TEXT.length - 2), end => {
      assert.throws(() => parseImplant(TEXT.slice(0, end), 'f'), /^Error: f: not what ncb [^\n]*$/);
    }),
    { numRuns: 50 },
  );
});
