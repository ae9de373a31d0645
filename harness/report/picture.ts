/** The plot of a run as an SVG file. */
import type { PictureModule, ReportRun, Speed } from './model.js';

/** @throws Error in one line if no chain was timed */
export async function drawTradeoffPicture(run: ReportRun, speed: Speed): Promise<string> {
  if (!run.chains.some(({ failed, encodeXrt }) => failed === 0 && encodeXrt !== null)) {
    throw new Error(`${run.name}: no speeds to draw, its sweep measured sizes only`);
  }
  // page/ is compiled against a browser's types, apart from all else, so that what it exports is said here
  const { drawPicture }: PictureModule = await import(new URL('./page/picture.js', import.meta.url).href);
  return drawPicture(run, speed);
}
