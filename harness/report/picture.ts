/** The plots of a page as SVG files. */
import type { TopologyPicture } from '../topology/model.js';
import type { ReportImplant } from './implant/model.js';
import { lossyPoints, MEASURE_OF } from './measures.js';
import type { PictureAxis, PictureModule, ReportRun, Speed } from './model.js';
import { chartable } from './pick.js';

/**
 * @param axis by default encode speed, or of a run that has no speeds, and chains that lose something, their error, or of
 * one that has neither, and figures of an implant, these
 * @throws Error in one line if there is nothing to draw
 */
export async function drawRunPicture(run: ReportRun, axis?: PictureAxis): Promise<string> {
  const hasSpeeds = run.chains.some(({ failed, encodeXrt }) => failed === 0 && encodeXrt !== null);
  const wanted = axis ?? usualAxis(run, hasSpeeds);
  const page = await loadPage();
  if (wanted === 'power') {
    if (run.implant === null) throw new Error(`${run.name}: no implant.json, which ncb implant --out writes`);
    return page.drawImplantPicture(run.implant);
  }
  if (wanted === 'error' || wanted === 'found') {
    if (!canDraw(run, wanted)) {
      throw new Error(`${run.name}: no chain that loses samples, and of which that is known, to draw`);
    }
    return page.drawLossyPicture(run, wanted);
  }
  if (!hasSpeeds) {
    const other = canDraw(run, 'error') ? '; --svg-axis error has what is lost' : '';
    throw new Error(`${run.name}: no speeds to draw, its sweep measured sizes only${other}`);
  }
  return page.drawPicture(run, wanted);
}

function usualAxis(run: ReportRun, hasSpeeds: boolean): PictureAxis {
  if (hasSpeeds) return 'encode';
  if (canDraw(run, 'error')) return 'error';
  return run.implant === null ? 'encode' : 'power';
}

function canDraw(run: ReportRun, axis: 'error' | 'found'): boolean {
  return lossyPoints(chartable(run.lossy.chains), MEASURE_OF[axis]).length > 0;
}

/** Ratio against a speed. */
export function drawTradeoffPicture(run: ReportRun, speed: Speed): Promise<string> {
  return drawRunPicture(run, speed);
}

/** Against encode speed, and below it against decode speed. */
export async function drawBothPictures(run: ReportRun): Promise<string> {
  return (await loadPage()).drawBothPictures(run);
}

/** Bits a second against power, and what an implant gives. */
export async function drawImplantPicture(implant: ReportImplant): Promise<string> {
  return (await loadPage()).drawImplantPicture(implant);
}

/** Leads of a recording, by what they have in common. */
export async function drawTopologyPicture(picture: TopologyPicture, name: string): Promise<string> {
  return (await loadPage()).drawTopologyPicture(picture, name);
}

function loadPage(): Promise<PictureModule> {
  // page/ is compiled against a browser's types, apart from all else, so that what it exports is said here
  return import(new URL('./page/picture.js', import.meta.url).href);
}
