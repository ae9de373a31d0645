import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { describe, test } from 'node:test';
import { zipSync } from 'fflate';
import { hashBytes } from '../checksum.js';
import { findRecordings } from '../find.js';
import type { ManifestRow } from '../manifest.js';
import { readManifest } from '../manifest.js';
import { encodeWav } from '../write.js';
import type { FetchOptions, FetchProgress } from './neuralink.js';
import { fetchNeuralink, neuralinkChecklist } from './neuralink.js';

/** Noise, so that the zip is not much shorter. */
function wavOf(seed: number): Uint8Array {
  const data = Int16Array.from(
    { length: 5000 },
    (_, i) => (Math.imul(i + 1, 2654435761 + seed * 2) << 3) >> 16,
  );
  return encodeWav({ data, channels: 1 }, 19531);
}

const WAVS: Readonly<Record<string, Uint8Array>> = {
  'a.wav': wavOf(1),
  'b.wav': wavOf(2),
  'c.wav': wavOf(3),
};

const CHECKLIST: readonly ManifestRow[] = Object.entries(WAVS).map(([file, bytes]) => ({
  file,
  sha256: hashBytes(bytes),
  bytes: bytes.length,
  sampleRateHz: 19531,
  channels: 1,
  samples: 5000,
}));

function zipOf(files: Readonly<Record<string, Uint8Array>>): Buffer {
  return Buffer.from(zipSync({ ...files }, { mtime: '2026-01-01' }));
}

const inData = Object.fromEntries(Object.entries(WAVS).map(([name, bytes]) => [`data/${name}`, bytes]));
const ZIP = zipOf({ 'data/readme.txt': Buffer.from('hello'), ...inData });

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-fetch-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Fetches from a zip of these bytes in a file. */
async function fromZip(t: TestContext, bytes: Uint8Array, out = join(temporary(t), 'out')) {
  const from = join(temporary(t), 'data.zip');
  writeFileSync(from, bytes);
  return { from, out, fetched: await fetchNeuralink({ from, out, checklist: CHECKLIST }) };
}

function contents(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

test('the checklist that ships holds 743 files', () => {
  const rows = neuralinkChecklist();
  assert.equal(rows.length, 743);
  assert.equal(
    rows.reduce((sum, row) => sum + (row.bytes ?? 0), 0),
    146_800_526,
  );
});

describe('from a zip file', () => {
  test('all files, verified, with a manifest', async t => {
    const { out, fetched } = await fromZip(t, ZIP);
    assert.deepEqual(fetched, { files: 3, already: 0 });
    assert.deepEqual(contents(out), ['a.wav', 'b.wav', 'c.wav', 'manifest.csv']);
    assert.deepEqual(readManifest(join(out, 'manifest.csv')), CHECKLIST);
    const { recordings, refused } = await findRecordings([out]);
    assert.equal(recordings.length, 3);
    assert.deepEqual(refused, []);
  });

  test('at any depth of folders', async t => {
    const { fetched } = await fromZip(
      t,
      zipOf({ 'x/y/a.wav': WAVS['a.wav'], 'b.wav': WAVS['b.wav'], ...inData }),
    );
    assert.equal(fetched.files, 3);
  });

  test('a second time nothing is done but verified, and a damaged file is mended', async t => {
    const { from, out } = await fromZip(t, ZIP);
    writeFileSync(join(out, 'b.wav'), WAVS['a.wav']);
    assert.deepEqual(await fetchNeuralink({ from, out, checklist: CHECKLIST }), { files: 3, already: 2 });
    assert.deepEqual(await fetchNeuralink({ from, out, checklist: CHECKLIST }), { files: 3, already: 3 });
    assert.equal(hashBytes(readFileSync(join(out, 'b.wav'))), CHECKLIST[1].sha256);
  });

  test('progress runs through verifying and unpacking', async t => {
    const from = join(temporary(t), 'data.zip');
    writeFileSync(from, ZIP);
    const seen: FetchProgress[] = [];
    const onProgress = (progress: FetchProgress) => seen.push(progress);
    await fetchNeuralink({ from, out: join(temporary(t), 'out'), checklist: CHECKLIST, onProgress });
    assert.deepEqual(seen.at(0), { stage: 'verify', done: 1, total: 3 });
    assert.deepEqual(seen.at(-1), { stage: 'unpack', done: 4, total: 4 });
  });
});

describe('wrong zips cost what is wrong in them', () => {
  /** Flips a byte in the middle of the member that holds `name`. */
  function corrupt(name: string): Buffer {
    const bytes = Buffer.from(ZIP);
    bytes[bytes.indexOf(name) + 4000] ^= 0x55;
    return bytes;
  }
  const slip = (name: string) => {
    const bytes = zipOf({ ...inData, 'data/..x/evil.wav': Buffer.from('boo') });
    return Buffer.from(bytes.toString('latin1').replaceAll('data/..x/evil.wav', name), 'latin1');
  };
  const cases: Record<string, [bytes: Uint8Array, reason: RegExp, left: string[]]> = {
    'a web page': [Buffer.from('<html>not found</html>'), /not a zip file/, []],
    'an empty file': [Buffer.alloc(0), /not a zip file|End of central directory/, []],
    'a torn zip': [ZIP.subarray(0, ZIP.length - 30), /truncated/, []],
    'other files only': [zipOf({ 'x.wav': WAVS['a.wav'] }), /holds none of the 3 recordings/, []],
    'a member that is missing': [
      zipOf({ 'a.wav': WAVS['a.wav'], 'c.wav': WAVS['c.wav'] }),
      /: 1 of 3 recordings did not come: b\.wav \(missing\); 2 verified, in \S+out$/,
      ['a.wav', 'c.wav', 'manifest.csv'],
    ],
    'a member of other contents': [
      zipOf({ ...inData, 'data/b.wav': WAVS['a.wav'] }),
      /b\.wav \(wrong checksum\)/,
      ['a.wav', 'c.wav', 'manifest.csv'],
    ],
    'a member that is longer': [
      zipOf({ ...inData, 'data/b.wav': Buffer.alloc(1e6) }),
      /b\.wav \(longer than 10044 bytes\)/,
      ['a.wav', 'c.wav', 'manifest.csv'],
    ],
    'a corrupt member': [
      corrupt('data/b.wav'),
      /1 of 3 recordings did not come: b\.wav \([^)]+\)/,
      ['a.wav', 'c.wav', 'manifest.csv'],
    ],
    'a name that leads out': [
      slip('../../../evil.wav'),
      /invalid relative path: \.\./,
      ['a.wav', 'b.wav', 'c.wav'],
    ],
    'an absolute name': [slip('/tmp/x/y/evil.wav'), /absolute path: \/tmp/, ['a.wav', 'b.wav', 'c.wav']],
  };
  for (const [name, [bytes, reason, left]] of Object.entries(cases)) {
    test(name, async t => {
      const out = join(temporary(t), 'out');
      await assert.rejects(fromZip(t, bytes, out), thrown => {
        assert.ok(thrown instanceof Error);
        assert.match(thrown.message, reason);
        assert.ok(!thrown.message.includes('\n'));
        return true;
      });
      assert.deepEqual(contents(out), left);
      assert.ok(!existsSync(join(out, '../../../evil.wav')));
    });
  }

  test('what came is kept, and another source brings the rest', async t => {
    const out = join(temporary(t), 'out');
    await assert.rejects(fromZip(t, corrupt('data/b.wav'), out));
    assert.deepEqual((await fromZip(t, ZIP, out)).fetched, { files: 3, already: 2 });
    assert.equal(readManifest(join(out, 'manifest.csv'))?.length, 3);
  });
});

describe('from a folder', () => {
  test('copies what is right', async t => {
    const from = temporary(t);
    mkdirSync(join(from, 'deep'));
    for (const [name, bytes] of Object.entries(WAVS)) writeFileSync(join(from, 'deep', name), bytes);
    const out = join(temporary(t), 'out');
    assert.deepEqual(await fetchNeuralink({ from, out, checklist: CHECKLIST }), { files: 3, already: 0 });
    assert.deepEqual(await fetchNeuralink({ from: out, out, checklist: CHECKLIST }), {
      files: 3,
      already: 3,
    });
  });

  test('of a part says how many are right, with those that were there, and where they lie', async t => {
    const [from, out] = [temporary(t), join(temporary(t), 'out')];
    writeFileSync(join(from, 'a.wav'), WAVS['a.wav']);
    mkdirSync(out);
    writeFileSync(join(out, 'c.wav'), WAVS['c.wav']);
    await assert.rejects(fetchNeuralink({ from, out, checklist: CHECKLIST }), {
      message: `${from}: 1 of 3 recordings did not come: b.wav (missing); 2 verified, in ${out}`,
    });
    assert.deepEqual(contents(out), ['a.wav', 'c.wav', 'manifest.csv']);
  });

  test('no such place', async () => {
    const options = { from: '/no/such/data.zip', out: '/tmp/never', checklist: CHECKLIST };
    await assert.rejects(
      fetchNeuralink(options),
      /^Error: no such zip file or folder: \/no\/such\/data\.zip$/,
    );
    assert.ok(!existsSync('/tmp/never'));
  });

  test('a folder that cannot be written to', async t => {
    if (process.seteuid === undefined) return t.skip('no users here');
    const base = temporary(t);
    chmodSync(base, 0o555);
    const from = join(temporary(t), 'data.zip');
    writeFileSync(from, ZIP);
    const root = process.getuid?.() === 0;
    if (root) process.seteuid(65534);
    try {
      await assert.rejects(fetchNeuralink({ from, out: join(base, 'out'), checklist: CHECKLIST }), /EACCES/);
    } finally {
      if (root) process.seteuid(0);
    }
  });
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on this machine that notes the Range of each request. */
async function serve(t: TestContext, handler: Handler, options: Pick<FetchOptions, 'silenceMs'> = {}) {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    handler(request, response);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const out = join(temporary(t), 'out');
  const from = `http://127.0.0.1:${address.port}/data.zip`;
  const run = () => fetchNeuralink({ from, out, checklist: CHECKLIST, ...options });
  return { run, out, ranges };
}

interface Behaviour {
  bytes: Buffer;
  etag?: string;
  /** Cuts the connection after so many bytes of a body. */
  cutAfter?: number;
  ranges?: boolean;
  sendLength?: boolean;
}

function fileServer(behaviour: Behaviour): Handler {
  return ({ headers }, response) => {
    const { bytes, etag, cutAfter, ranges = true, sendLength = true } = behaviour;
    const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
    const same = headers['if-range'] === undefined || headers['if-range'] === etag;
    const part = ranges && from > 0 && same;
    if (etag !== undefined) response.setHeader('etag', etag);
    if (part && from >= bytes.length) {
      response.writeHead(416).end();
      return;
    }
    const body = part ? bytes.subarray(from) : bytes;
    if (part) response.setHeader('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
    if (sendLength) response.setHeader('content-length', body.length);
    response.writeHead(part ? 206 : 200);
    if (cutAfter === undefined) response.end(body);
    else response.write(body.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 50));
  };
}

describe('from an address', () => {
  test('downloads, unpacks and leaves no zip', async t => {
    const { run, out } = await serve(t, fileServer({ bytes: ZIP, etag: '"1"' }));
    assert.deepEqual(await run(), { files: 3, already: 0 });
    assert.deepEqual(contents(out), ['a.wav', 'b.wav', 'c.wav', 'manifest.csv']);
  });

  test('nothing is asked for once all is there', async t => {
    const { run, ranges } = await serve(t, fileServer({ bytes: ZIP }));
    await run();
    await run();
    assert.equal(ranges.length, 1);
  });

  test('goes on where the connection was cut', async t => {
    const behaviour: Behaviour = { bytes: ZIP, etag: '"1"', cutAfter: 9000 };
    const { run, out, ranges } = await serve(t, fileServer(behaviour));
    await assert.rejects(
      run(),
      new RegExp(`stops after 9000 of ${ZIP.length} bytes .*run the same command again`),
    );
    assert.deepEqual(contents(out), ['.data.zip.part', '.data.zip.part.json']);
    delete behaviour.cutAfter;
    assert.deepEqual(await run(), { files: 3, already: 0 });
    assert.deepEqual(ranges, [undefined, 'bytes=9000-']);
    assert.deepEqual(contents(out), ['a.wav', 'b.wav', 'c.wav', 'manifest.csv']);
  });

  const resumptions: Record<string, [first: Partial<Behaviour>, second: Partial<Behaviour>]> = {
    'starts over if the file has changed': [{ bytes: Buffer.alloc(30000, 1), etag: '"0"' }, { etag: '"1"' }],
    'starts over if the size has changed, without any validator': [{ bytes: Buffer.alloc(30000, 1) }, {}],
    'starts over if the file is shorter now': [{ bytes: Buffer.alloc(99999, 1), cutAfter: 60000 }, {}],
    'starts over if the server sends no parts': [{ ranges: false }, { ranges: false }],
    'starts over if neither size nor validator were given': [{ sendLength: false }, {}],
  };
  for (const [name, [first, second]] of Object.entries(resumptions)) {
    test(name, async t => {
      const behaviour: Behaviour = { bytes: ZIP, cutAfter: 9000, ...first };
      const { run } = await serve(t, (request, response) => fileServer(behaviour)(request, response));
      await assert.rejects(run(), /stops after/);
      Object.assign(behaviour, { bytes: ZIP, cutAfter: undefined, ...second });
      assert.deepEqual(await run(), { files: 3, already: 0 });
    });
  }

  test('a server that says no', async t => {
    const { run, out } = await serve(t, (_, response) => response.writeHead(404).end('gone'));
    await assert.rejects(run(), /data\.zip answers 404 Not Found$/);
    assert.deepEqual(contents(out), []);
  });

  test('a zip that was wrong is not taken for a download that ended', async t => {
    const behaviour: Behaviour = { bytes: Buffer.from('<html>') };
    const { run, out } = await serve(t, fileServer(behaviour));
    await assert.rejects(run(), /not a zip file/);
    assert.deepEqual(contents(out), []);
    behaviour.bytes = ZIP;
    assert.deepEqual(await run(), { files: 3, already: 0 });
  });

  test('an answer without end is taken up to what is wanted, and no further', async t => {
    const piece = new Uint8Array(2 ** 20);
    const endless = (_: IncomingMessage, response: ServerResponse) => {
      const more = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', more);
      more();
    };
    const { run, out } = await serve(t, endless);
    await assert.rejects(run(), /data\.zip stops after \d+ of unknown bytes \(sends more than \d+ bytes\)/);
    assert.ok(statSync(join(out, '.data.zip.part')).size < 2 ** 25);
  });

  test('a file that says that it is larger than anything that is wanted is refused at once', async t => {
    const { run, out } = await serve(t, (_, response) => {
      response.writeHead(200, { 'content-length': '999999999999' });
      response.write('PK');
    });
    await assert.rejects(run(), /has 999999999999 bytes, where at most \d+ are wanted: it is another file/);
    assert.deepEqual(contents(out), []);
  });

  for (const [name, answer] of [
    ['before it answers', () => undefined],
    ['in the middle', (response: ServerResponse) => void response.write('PK')],
  ] as const) {
    test(`a server that falls silent ${name} is given up`, async t => {
      const { run } = await serve(t, (_, response) => answer(response), { silenceMs: 150 });
      await assert.rejects(run(), /sends nothing for 0\.15 s/);
    });
  }

  test('nobody there', async t => {
    const options = { from: 'http://127.0.0.1:9/data.zip', out: temporary(t), checklist: CHECKLIST };
    await assert.rejects(fetchNeuralink(options), /data\.zip does not answer: /);
  });
});
