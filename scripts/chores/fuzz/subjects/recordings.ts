/** Headers, and other files, of every recording format. */
import { join } from 'node:path';
import { UnsupportedError } from '../../../../codecs/codec.js';
import { messageOf } from '../../../../codecs/errors.js';
import { findRecordings } from '../../../../harness/recordings/find.js';
import { checkRefusal, readSome } from '../../../../harness/recordings/formats/damaged.test.kit.js';
import { readHdf } from '../../../../harness/recordings/formats/hdf/hdf.js';
import { locateHdfWithin } from '../../../../harness/recordings/formats/nwb.js';
import {
  WRITTEN,
  type Written,
  writeFiles,
} from '../../../../harness/recordings/formats/written.test.kit.js';
import type { OpenSubject, Subject } from '../subject.js';
import { withoutQuoted } from '../verdict.js';
import { openFolder } from './folder.js';

const LARGEST_FILE = 2 ** 16;

function openFile(written: Written, file: string): Promise<OpenSubject> {
  return openFolder({
    ...{ fill: folder => writeFiles(folder, written), file },
    read: async folder => {
      try {
        const { recordings, refused } = await findRecordings([folder], { inExcerpts: () => true });
        for (const { name, status, reason } of refused)
          checkRefusal({ name, status, reason: withoutQuoted(reason) });
        await readSome(recordings);
        return undefined;
      } catch (thrown) {
        return `unexplained: ${messageOf(thrown).split('\n')[0].slice(0, 300)}`;
      }
    },
  });
}

/** A subject for each file but what holds samples alone: of these any are sound. */
export function recordingSubjects(): Subject[] {
  return [...writtenSubjects(), { name: 'format nwb a.nwb', open: openNwb }];
}

async function openNwb(): Promise<OpenSubject> {
  // which loads HDF5, where it is there
  const { addRate, addSeries, hdf, writeHdf } = await import(
    '../../../../harness/recordings/formats/nwb.test.kit.js'
  );
  if (hdf === undefined) throw new UnsupportedError('h5wasm is not installed');
  return openFolder({
    fill: folder =>
      writeHdf(join(folder, 'a.nwb'), file => {
        const acquisition = file.create_group('acquisition');
        addRate(addSeries(acquisition, 'ephys', { channels: 4, frames: 50, gzip: true }), 30_000);
        addRate(addSeries(acquisition, 'low', { frames: 20, first: 3 }), 1250);
      }),
    file: 'a.nwb',
    read: async folder => {
      const path = join(folder, 'a.nwb');
      const { streams } = await locateHdfWithin(path, HDF_LIMIT_S);
      for (const { layout, channels, frames } of streams) {
        if (layout.type !== 'stored') return `shape: a layout ${layout.type}`;
        const stretch = { firstFrame: 0, frames: Math.min(10, frames), firstChannel: 0, channels };
        await readHdf(path, layout.key, stretch);
      }
      return undefined;
    },
  });
}

/** A file that lies may keep libhdf5 busy for ever. */
const HDF_LIMIT_S = 2;

function writtenSubjects(): Subject[] {
  return Object.entries(WRITTEN).flatMap(([format, make]) => {
    const written = make();
    return Object.entries(written.files)
      .filter(
        ([file, bytes]) =>
          bytes.length > 0 && bytes.length <= LARGEST_FILE && !/\.(i16|dat|raw)$|\/\d\.\d$/.test(file),
      )
      .map(([file]) => ({ name: `format ${format} ${file}`, open: async () => openFile(written, file) }));
  });
}
