/** The channels of a stream, one after the other, with the spikes that are found in them. */
import { channelsOf } from '../../../bytes/shape.js';
import type { Samples } from '../../../codec.js';
import { type Detected, type Detection, detectSpikes, mostSpikes } from './detect.js';
import { type Frame, frameOf } from './frame.js';
import { type Kernel, openWorkspace, type Room, type Workspace } from './workspace.js';

type SpikeRoom = Omit<Room, 'spikes'>;

/** With room for all the spikes that a channel may have. */
export function openSpikes(kernel: Kernel, frame: Frame, room: SpikeRoom): Workspace {
  return openWorkspace(kernel, frame, { ...room, spikes: mostSpikes(frame.frames, frame.rateHz) });
}

/** @param onFound called while the channel and its times lie in the kernel */
export function findEach(
  workspace: Workspace,
  samples: Samples,
  detection: Detection,
  onFound: (found: Detected) => void,
): void {
  for (const channel of channelsOf(samples)) onFound(detectSpikes(workspace, channel, detection));
}

/**
 * Finds and codes channel by channel.
 * @param put codes what was found
 * @returns the code
 */
export function encodeSpikes(
  kernel: Kernel,
  samples: Samples,
  detection: Detection,
  room: SpikeRoom,
  put: (workspace: Workspace, found: Detected) => void,
): Uint8Array {
  const workspace = openSpikes(kernel, frameOf(samples), room);
  findEach(workspace, samples, detection, found => put(workspace, found));
  return workspace.finish();
}
