/** The plots of a page as SVG files. */
import type { ReportImplant } from './implant/model.js';
import type { PictureModule, ReportRun, Speed } from './model.js';

/** @throws Error in one line if no chain was timed */
export async function drawTradeoffPicture(run: ReportRun, speed: Speed): Promise<string> {
  if (!run.chains.some(({ failed, encodeXrt }) => failed === 0 && encodeXrt !== null)) {
    throw new Error(`${run.name}: no speeds to draw, its sweep measured sizes only`);
  }
  return (await loadPage()).drawPicture(run, speed);
}

/** Against encode speed, and below it against decode speed. */
export async function drawBothPictures(run: ReportRun): Promise<string> {
  return (await loadPage()).drawBothPictures(run);
}

/** Bits a second against power, and what an implant gives. */
export async function drawImplantPicture(implant: ReportImplant): Promise<string> {
  return (await loadPage()).drawImplantPicture(implant);
}

function loadPage(): Promise<PictureModule> {
  // page/ is compiled against a browser's types, apart from all else, so that what it exports is said here
  return import(new URL('./page/picture.js', import.meta.url).href);
}
