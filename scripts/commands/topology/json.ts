/** Topologies for programs. */
import { formatCsv } from '../../../harness/run/csv.js';
import type { RelatedRecording } from './text.js';

const COLUMNS = [
  ...['recording', 'start_s', 'place', 'lead', 'depth', 'parent', 'parent_r'],
  ...['peer2', 'peer2_r', 'peer3', 'peer3_r'],
];

export function topologyJson(related: readonly RelatedRecording[]): object {
  return {
    recordings: related.map(({ recording, figures, bits }) => ({
      recording: recording.name,
      start_s: recording.startS ?? null,
      channels: figures.channels,
      frames: figures.frames,
      sample_rate_hz: recording.sampleRateHz,
      median_r_along_tree: figures.medianAlongTree,
      median_r_in_file: figures.medianInFile,
      depth: figures.depth,
      bits_alone: bits.alone,
      bits_together: bits.together,
      greatest: figures.greatest.map(({ leads, r }) => ({ leads, r })),
      unrelated: figures.unrelated,
      silent: figures.silent,
      leads: figures.leads.map(({ lead, depth, peers }) => ({ lead, depth, peers })),
    })),
  };
}

/** A row a lead, in coding order. */
export function topologyCsv(related: readonly RelatedRecording[]): string {
  const rows = related.flatMap(({ recording, figures }) =>
    figures.leads.map(({ lead, depth, peers: [parent, second, third] }, place) => ({
      recording: recording.name,
      start_s: recording.startS ?? null,
      ...{ place, lead, depth },
      parent: parent?.lead ?? null,
      parent_r: parent?.r ?? null,
      peer2: second?.lead ?? null,
      peer2_r: second?.r ?? null,
      peer3: third?.lead ?? null,
      peer3_r: third?.r ?? null,
    })),
  );
  return formatCsv(COLUMNS, rows);
}
