/** `--parquet`: Parquet files beside the CSVs of a run. */
import { statSync } from 'node:fs';

/**
 * Writes them, and says where on stderr.
 * @throws Error in one line unless the path is the folder of a run
 */
export async function printParquet(path: string): Promise<void> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Error(`--parquet: ${path} is not the folder of a run`);
  // loads a writer that nothing else needs
  const { writeParquet } = await import('../../../harness/run/parquet.js');
  console.error(`written: ${writeParquet(path).join(', ')}`);
}
