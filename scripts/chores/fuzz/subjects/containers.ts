/** Containers of files of all forms: with their checksum as it was, and with it put right, as one who forges it would. */
import { crc32 } from 'node:zlib';
import { builtInStages, makeRegistry } from '../../../../codecs/registry.js';
import { decodeFile } from '../../../../harness/container/decode.js';
import { encodeFile } from '../../../../harness/container/encode.js';
import { openerOf } from '../../../../harness/container/open.js';
import { encodeWav } from '../../../../harness/recordings/write.js';
import type { OpenSubject, Subject } from '../subject.js';
import { flawOf } from '../verdict.js';

const CHAINS = [
  ...['raw', 'delta+rice', 'levels+lpc-gaussian', 'levels+lms-range', 'huffman+gzip', 'shuffle+zstd'],
  ...[
    'raw+bzip2',
    'raw+xz',
    'raw+lzma',
    'raw+brotli',
    'lpc+rans+lz4',
    'iwt+arithmetic+blosc',
    'bitpack+snappy',
  ],
  ...[
    'unique+run-length+deflate',
    'levels+middle-out',
    'levels+mixed-gaussian',
    'raw+lz4-block+huffman-bytes',
  ],
];
const CHECKSUM_BYTES = 4;

function wave(frames: number, channels: number): Uint8Array {
  const data = Int16Array.from({ length: frames * channels }, (_, i) => ((i * 37) % 101) * 64 - 3200);
  return encodeWav({ data, channels }, 19531);
}

function filesOf(): Uint8Array[] {
  const sound = wave(120, 1);
  return [
    sound,
    wave(40, 2),
    new Uint8Array(Buffer.concat([sound, Buffer.from('LIST'), new Uint8Array(60)])),
    new Uint8Array(Buffer.from('some text, and more of it, and more of it')),
  ];
}

function resealed(container: Uint8Array): Uint8Array {
  const copy = container.slice();
  const end = copy.length - CHECKSUM_BYTES;
  if (end > 0) new DataView(copy.buffer).setUint32(end, crc32(copy.subarray(0, end)), true);
  return copy;
}

async function openContainers(chain: string): Promise<OpenSubject> {
  const open = openerOf(makeRegistry(builtInStages), { runPrograms: false });
  const files = filesOf();
  const bases: Uint8Array[] = [];
  for (const file of files) bases.push((await encodeFile(file, chain, await open(chain))).container);
  return {
    bases,
    canReseal: true,
    attempt: async ({ bytes, isResealed }) => {
      try {
        const file = await decodeFile(isResealed ? resealed(bytes) : bytes, open);
        const isOne = files.some(one => Buffer.compare(one, file) === 0);
        return isOne ? undefined : 'silent: another file than was encoded';
      } catch (thrown) {
        return flawOf(thrown);
      }
    },
  };
}

export function containerSubjects(): Subject[] {
  return CHAINS.map(chain => ({ name: `container ${chain}`, open: () => openContainers(chain) }));
}
