import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../../common/testing.test.kit.js';
import { type Results, readResults } from '../results.js';

function read(t: TestContext, text: string, name = 'given.csv'): Results {
  const path = join(temporaryFolder(t), name);
  writeFileSync(path, text);
  return readResults(path);
}

/** What of a row differs from null, file and source left out. */
function figures({ totals }: Results): Record<string, unknown>[] {
  return totals.map(({ source, file, chain, ...row }) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
  );
}

const N1_HEADER =
  'mode,total_original_size_bytes,total_compressed_size_bytes,compression_ratio,' +
  'average_compression_speed_xRT,average_decompression_speed_xRT';
const LZBENCH_HEADER =
  'Compressor name,Compression speed,Decompression speed,Original size,Compressed size,Ratio,Filename';
const SQUASH_HEADER =
  'dataset,plugin,codec,level,compressed_size,compress_cpu,compress_wall,decompress_cpu,decompress_wall';
const TURBOBENCH_HEADER = 'size,csize,ratio,ctime,dtime,name,file';
const TBB_HEADER =
  'dataset\tsize\tcsize\tdtime\tctime\tcodec\tlevel\tparam\tcmem\tdmem\tcstack\tdstack\ttime';
const LZBENCH_TEXT_HEADER = 'Compressor name         Compress. Decompress. Compr. size  Ratio Filename';

describe('n1-codec', () => {
  test('encode is turned round, decode left out where the duration is not known', t => {
    const results = read(t, `${N1_HEADER}\nfast,1000,400,2.50,.05,36.20\nslow,1000,500,2.00,2,0\n`);
    assert.equal(results.source, 'n1-codec');
    assert.deepEqual(figures(results), [
      { name: 'fast', raw_bytes: 1000, encoded_bytes: 400, ratio: 2.5, encode_xrt: 20 },
      { name: 'slow', raw_bytes: 1000, encoded_bytes: 500, ratio: 2, encode_xrt: 0.5 },
    ]);
    assert.deepEqual(
      results.remarks.map(({ figure, text }) => [figure, /turned round|left out/.exec(text)?.[0]]),
      [
        ['encode_xrt', 'turned round'],
        ['decode_xrt', 'left out'],
      ],
    );
  });

  test('of the complete set, decode is corrected by what it lasts', t => {
    const [row] = read(t, `${N1_HEADER}\nhuff,146800526,57826516,2.53,.03,36.20\n`).totals;
    assert.equal(row.decode_xrt, 73_383_917 / 19531 / (36.2 * 5));
    assert.equal(row.ratio, 146_800_526 / 57_826_516);
  });

  test('a time cut to nothing gives no speed', t => {
    assert.equal(read(t, `${N1_HEADER}\nhuff,10,5,2.00,.00,1.00\n`).totals[0].encode_xrt, null);
  });

  test('without a header, and with the header again in between', t => {
    const row = 'zstd,1000,400,2.50,.05,36.20';
    assert.equal(read(t, `${row}\r\n`).totals[0].name, 'zstd');
    assert.equal(read(t, `${N1_HEADER}\n${row}\n${N1_HEADER}\nhuff${row.slice(4)}\n`).totals.length, 2);
  });
});

describe('neural_lossless_compression', () => {
  test('a row a file, summed under the name of the CSV; a time of unknown direction is left out', t => {
    const text = 'file_name,file_size,compressed_size,time_taken_ns\na.wav,300,100,5\n"b, c.wav",100,100,6\n';
    const results = read(t, text, 'deflate9.csv');
    assert.deepEqual(
      results.rows.map(row => [row.file, row.ratio]),
      [
        ['a.wav', 3],
        ['b, c.wav', 1],
      ],
    );
    assert.deepEqual(figures(results), [{ name: 'deflate9', raw_bytes: 400, encoded_bytes: 200, ratio: 2 }]);
    assert.match(results.remarks[0].text, /^time_taken_ns .* left out$/);
    assert.deepEqual(read(t, 'file_name,file_size,compressed_size\na,2,1\n').remarks, []);
  });
});

describe('lzbench', () => {
  test('-o4: percent are turned into a ratio, speeds kept, files summed bytes over seconds', t => {
    const rows = [
      'zstd 1.5.7 -1,100.00,400.00,1000000,250000,25.00,a',
      'zstd 1.5.7 -1,50.00,0.00,1000000,750000,75.00,b',
    ];
    const results = read(t, [LZBENCH_HEADER, ...rows].join('\n'));
    assert.deepEqual(figures(results), [
      {
        name: 'zstd 1.5.7 -1',
        raw_bytes: 2_000_000,
        encoded_bytes: 1_000_000,
        ratio: 2,
        encode_mb_per_s: 2_000_000 / (10_000 + 20_000),
      },
    ]);
    assert.equal(results.rows[0].decode_mb_per_s, 400);
  });

  test('-o4 with times', t => {
    const header = LZBENCH_HEADER.replaceAll('ompression speed', 'ompression time in us').replace(
      'Dec',
      'Dec',
    );
    const [row] = read(t, `${header}\nlz4,500,0,1000,400,40.00,a\n`).totals;
    assert.deepEqual([row.encode_mb_per_s, row.decode_mb_per_s], [2, null]);
  });

  test('the printed table: raw bytes are those of memcpy', t => {
    const results = read(
      t,
      [
        'lzbench 1.8 (64-bit Linux)  Some CPU',
        'Assembled by P.Skibinski',
        '',
        LZBENCH_TEXT_HEADER,
        'memcpy                  16435 MB/s 16275 MB/s        1000 100.00 a b.wav',
        'zstd 1.5.5 -3             195 MB/s   851 MB/s         300  30.00 a b.wav',
        'broken 1.0               3.38 MB/s      ERROR         400  40.00 a b.wav',
        'kanzi 2.5.1 -2          8  1074 MB/s  3176 MB/s       500  50.00 a b.wav',
        'done... (cIters=1 dIters=1 cTime=1.0 dTime=2.0 chunkSize=1706MB cSpeed=0MB)',
      ].join('\n'),
      'lzbench.txt',
    );
    assert.deepEqual(figures(results).slice(1), [
      {
        name: 'zstd 1.5.5 -3',
        raw_bytes: 1000,
        encoded_bytes: 300,
        ratio: 1000 / 300,
        encode_mb_per_s: 195,
        decode_mb_per_s: 851,
      },
      { name: 'broken 1.0', raw_bytes: 1000, encoded_bytes: 400, ratio: 2.5, encode_mb_per_s: 3.38 },
      {
        name: 'kanzi 2.5.1 -2',
        raw_bytes: 1000,
        encoded_bytes: 500,
        ratio: 2,
        encode_mb_per_s: 1074,
        decode_mb_per_s: 3176,
      },
    ]);
    assert.deepEqual(results.remarks, []);
  });

  test('the printed table without memcpy turns percent round and says so; with Orig. size it need not', t => {
    const plain = read(t, `${LZBENCH_TEXT_HEADER}\nlz4 1.9  685 MB/s 790 MB/s 400 40.00 a\n`);
    assert.deepEqual([plain.totals[0].raw_bytes, plain.totals[0].ratio], [null, 2.5]);
    assert.match(plain.remarks[0].text, /turned round/);
    const full = LZBENCH_TEXT_HEADER.replace('Compr.', 'Orig. size  Compr.');
    const [row] = read(t, `${full}\nlz4 1.9  685 MB/s 790 MB/s 1001 400 39.96 a\n`).totals;
    assert.deepEqual([row.raw_bytes, row.encoded_bytes, row.ratio], [1001, 400, 1001 / 400]);
  });
});

describe('TurboBench', () => {
  test('CSV: ctime and dtime are speeds; ? marks a codec whose bytes did not come back', t => {
    const results = read(
      t,
      `${TURBOBENCH_HEADER}\n        1000,        250, 25.0,    95.22,   600.00,zstd 5          ,a.wav\n1000,100,10.0,1.00,2.00,?bad 1,a.wav\n`,
    );
    assert.deepEqual(figures(results), [
      {
        name: 'zstd 5',
        raw_bytes: 1000,
        encoded_bytes: 250,
        ratio: 4,
        encode_mb_per_s: 95.22,
        decode_mb_per_s: 600,
      },
      { name: '?bad 1', raw_bytes: 1000, encode_mb_per_s: 1, decode_mb_per_s: 2 },
    ]);
    assert.match(results.remarks[0].text, /differed/);
  });

  test('tbb: sizes, no times', t => {
    const row = 'a.wav\t1000\t250\t0.000002\t0.000010\tbrotli\t11\td30\t0\t0\t0\t0\t2026-05-01.23:34:34';
    const results = read(t, `${TBB_HEADER}\n${row}\n${row.replace('d30', '?')}\n`, 'a.wav.tbb');
    assert.deepEqual(figures(results), [
      { name: 'brotli 11d30', raw_bytes: 1000, encoded_bytes: 250, ratio: 4 },
      { name: 'brotli 11', raw_bytes: 1000, encoded_bytes: 250, ratio: 4 },
    ]);
    assert.equal(results.remarks.length, 2);
  });

  test('icbench counts integers: refused', t => {
    assert.throws(
      () => read(t, 'size,csize,ratio,bpi,ctime,dtime,name,file\n1,1,1,1,1,1,a,b\n'),
      /unknown header/,
    );
  });
});

describe('squash', () => {
  test('sizes of files are those of its copy, times are wall seconds', t => {
    const rows = [
      'a,copy,copy,,1000000,0.1,0.1,0.1,0.1',
      'a,zlib,gzip,9,250000,0.4,0.5,0.1,0.2',
      'b,lzma,lzma,6,10,1,1,1,1',
    ];
    const results = read(t, `${SQUASH_HEADER}\r\n${rows.join('\r\n')}\r\n`);
    assert.deepEqual(figures(results).slice(1), [
      {
        name: 'zlib/gzip 9',
        raw_bytes: 1e6,
        encoded_bytes: 250_000,
        ratio: 4,
        encode_mb_per_s: 2,
        decode_mb_per_s: 5,
      },
      { name: 'lzma 6', encoded_bytes: 10 },
    ]);
    assert.match(results.remarks[0].text, /left out/);
  });
});

describe('what is wrong is said in a line that names the file', () => {
  const row = 'zstd,1000,400,2.50,.05,36.20';
  const bad: Record<string, [string, RegExp]> = {
    empty: ['', /given\.csv: empty/],
    'white space': ['\n \n', /given\.csv: empty/],
    'an unknown header': [
      'speed,size\n1,2\n',
      /given\.csv: unknown header "speed,size"; known are .*n1-codec \(mode,.*lzbench.*TurboBench.*squash/,
    ],
    'a missing column': [
      `${N1_HEADER.replace('compression_ratio,', '')}\na,1,1,1,1\n`,
      /unknown header "mode,/,
    ],
    'a word for a number': [
      `${N1_HEADER}\n${row.replace('400', 'many')}\n`,
      /row 1, total_compressed_size_bytes "many" is not/,
    ],
    'nothing for a number': [
      `${N1_HEADER}\n${row.replace('400', '')}\n`,
      /row 1, total_compressed_size_bytes "" is not/,
    ],
    'a negative size': [
      `${N1_HEADER}\n${row.replace('400', '-400')}\n`,
      /"-400" is not a number of at least 0/,
    ],
    'an endless number': [`${N1_HEADER}\n${row.replace('400', '1e999')}\n`, /"1e999" is not/],
    'a row cut short': [`${N1_HEADER}\n${row}\nzstd,10\n`, /given\.csv: .*[Rr]ecord/],
    'an open quote': [`${N1_HEADER}\n"${row}\n`, /given\.csv: .*[Qq]uote/],
    'a header alone': [`${N1_HEADER}\n`, /given\.csv: a header and nothing below it/],
    'a printed header alone': [`${LZBENCH_TEXT_HEADER}\n`, /given\.csv: a header and nothing below it/],
    'a printed row that is none': [
      `${LZBENCH_TEXT_HEADER}\nlz4 fast\n`,
      /row 1, "lz4 fast" is not a row of lzbench/,
    ],
    'our header, cut': ['chain,recording_sha256\na,b\n', /given\.csv: no column alias/],
  };
  for (const [name, [text, message]] of Object.entries(bad)) {
    test(name, t => {
      assert.throws(
        () => read(t, text),
        (error: Error) => {
          assert.match(error.message, message);
          return !error.message.includes('\n') && error.constructor === Error;
        },
      );
    });
  }

  test('a byte order mark, CRLF, quotes, another order of columns and a file name that lies are all well', t => {
    const header = '"compressed_size","file_name",file_size';
    const results = read(t, `\uFEFF${header}\r\n"10","a.wav",20\r\n`, 'totals.csv');
    assert.deepEqual([results.source, results.totals[0].ratio], ['neural_lossless_compression', 2]);
  });
});
