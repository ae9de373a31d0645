/** Where files of a plan lie: below a folder that other machines may have elsewhere, or by absolute paths. */
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Recording } from '../recordings/recording.js';

type PathOf = (path: string) => string;

/**
 * What stands in a plan for a path: relative to the folder of data, with `/`; absolute if there is none.
 * @throws Error in one line if it does not lie below that folder
 */
export function placeIn(data: string | undefined): PathOf {
  if (data === undefined) return path => resolve(path);
  const root = resolve(data);
  return path => {
    const below = relative(root, resolve(path));
    if (below === '' || isAbsolute(below) || below.split(sep)[0] === '..')
      throw new Error(`--data ${data}: ${path} does not lie below it`);
    return below.split(sep).join('/');
  };
}

/** The path here of what stands in a plan. */
export function pathIn(data: string | undefined): PathOf {
  return place => (isAbsolute(place) || data === undefined ? place : join(resolve(data), place));
}

/** The recording with all paths of its files changed. */
export function movedRecording(recording: Recording, pathOf: PathOf): Recording {
  const { source } = recording;
  if (source.type === 'synthetic') return recording;
  if (source.type === 'chunked')
    return { ...recording, source: { ...source, of: movedRecording(source.of, pathOf) } };
  if (source.type !== 'file')
    return {
      ...recording,
      source: { ...source, parts: source.parts.map(one => movedRecording(one, pathOf)) },
    };
  const { path, layout, spikesPath } = source;
  const moved =
    layout.type === 'stored'
      ? layout
      : { ...layout, runs: layout.runs.map(run => ({ ...run, path: pathOf(run.path) })) };
  return {
    ...recording,
    source: {
      ...source,
      path: pathOf(path),
      layout: moved,
      ...(spikesPath !== undefined && { spikesPath: pathOf(spikesPath) }),
    },
  };
}
