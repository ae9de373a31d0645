/** The last parts of each path, as few as make them all differ; a run is called by its folder. */
export function shortest(paths: readonly string[]): string[] {
  const parts = paths.map(path =>
    path
      .replace(/\/(totals|cells)\.csv$/, '')
      .split('/')
      .filter(part => part !== ''),
  );
  const longest = Math.max(...parts.map(part => part.length));
  for (let kept = 1; kept <= longest; kept++) {
    const labels = parts.map(part => part.slice(-kept).join('/'));
    if (new Set(labels).size === labels.length) return labels;
  }
  return [...paths];
}
