import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relatedLeads } from '../../codecs/coders/middle-out/samples.test.kit.js';
import { drawTopologyPicture } from '../report/picture.js';
import { describeTopology } from './describe.js';
import { pictureOf } from './picture.js';
import { placeLeads } from './place.js';
import { relateLeads } from './relate.js';
import { meaningOf, neighboursOf } from './words.js';

/** Correlations of leads on a line: 0.8 to the power of how far they lie apart. */
function alongLine(order: readonly number[]): Float64Array {
  const places = order.map((_, lead) => order.indexOf(lead));
  return Float64Array.from(
    order.flatMap((_, a) => order.map((_, b) => (-1) ** (a + b) * 0.8 ** Math.abs(places[a] - places[b]))),
  );
}

test('leads are described by what they have in common', async () => {
  const related = await relateLeads(relatedLeads(3000, 7));
  const figures = describeTopology(related);
  assert.deepEqual([figures.channels, figures.frames, figures.leads.length], [7, 3000, 7]);
  assert.deepEqual(figures.silent, [3]);
  assert.ok(figures.unrelated.includes(3));
  assert.deepEqual(
    figures.leads.slice(0, 3).map(({ lead, depth }) => [lead, depth]),
    [
      [0, 0],
      [2, 1],
      [4, 2],
    ],
  );
  const [{ leads, r }] = figures.greatest;
  assert.ok(leads[1] - leads[0] === 2 && Math.abs(r) > 0.5, `${leads} ${r}`);
  assert.ok((figures.medianAlongTree ?? 0) > 3 * (figures.medianInFile ?? 1));
  assert.match(neighboursOf(figures), /the order of the file is not that of what is alike/);
  assert.ok(related.bits.together < related.bits.alone);
  assert.match(meaningOf(related), /^Other leads save \d+\.\d %: middle-out takes/);
  assert.match(meaningOf({ bits: { alone: 5, together: 5.01 } }), /^Other leads save nothing:/);
});

test('one lead is related to none', async () => {
  const figures = describeTopology(await relateLeads(relatedLeads(100, 1)));
  assert.deepEqual([figures.medianAlongTree, figures.depth, figures.greatest], [null, 0, []]);
  assert.equal(neighboursOf(figures), '');
});

test('leads on a line lie on it, in its order, and always at the same places', () => {
  const order = [3, 0, 5, 1, 4, 2, 6];
  const places = placeLeads(alongLine(order), 7);
  const along = order.map(lead => places[2 * lead]);
  const steps = along.slice(1).map((x, k) => x - along[k]);
  assert.ok(
    steps.every(step => step * steps[0] > 0),
    along.join(' '),
  );
  assert.ok(Math.max(...order.map(lead => Math.abs(places[2 * lead + 1]))) < 0.1);
  assert.deepEqual(placeLeads(alongLine(order), 7), places);
});

test('leads that are one, silent or alone have places too', () => {
  const cases = [new Float64Array(25), new Float64Array(25).fill(1), Float64Array.of(1), new Float64Array(0)];
  for (const correlations of cases) {
    const channels = Math.sqrt(correlations.length);
    const places = placeLeads(correlations, channels);
    assert.ok(
      places.every(value => Number.isFinite(value) && Math.abs(value) <= 1),
      places.join(' '),
    );
    assert.equal(
      new Set(Array.from({ length: channels }, (_, k) => places.slice(2 * k, 2 * k + 2).join())).size,
      channels,
    );
  }
});

test('a picture has every lead, every edge of the tree, and names that stand apart', async () => {
  for (const channels of [2, 40]) {
    const related = await relateLeads(relatedLeads(200, channels));
    const picture = pictureOf(related, describeTopology(related));
    const svg = await drawTopologyPicture(picture, 'a<b>.wav');
    assert.match(svg, /^<svg [^>]*viewBox="0 -58 840 \d+"/);
    assert.match(svg, /<title id="title">How \d+ leads of a&lt;b(>|&gt;)\.wav are related<\/title>/);
    assert.equal(svg.match(/<g class="lead">/g)?.length, channels);
    assert.equal(svg.match(/<g class="edges">.*?<\/g>/s)?.[0].match(/<line/g)?.length, channels - 1);
    const labels = svg.match(/<g [^>]*class="labels".*?<\/g>/s)?.[0] ?? '';
    const stands = (labels.match(/<text [^>]*>/g) ?? []).map(text =>
      ['x', 'y'].map(name => Number(new RegExp(` ${name}="([^"]*)"`).exec(text)?.[1])),
    );
    assert.ok(stands.length > channels / 2, `${stands.length} names`);
    for (const [k, [x, y]] of stands.entries()) {
      for (const [otherX, otherY] of stands.slice(k + 1)) {
        assert.ok(Math.abs(x - otherX) > 6 || Math.abs(y - otherY) > 11, `${x},${y} ${otherX},${otherY}`);
      }
    }
  }
});
