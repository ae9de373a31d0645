/** A recommendation and all that it was made of. */
import type { Recommendation } from '../../../harness/recommend/recommend.js';
import type { RecommendRequest } from '../../../harness/recommend/request.js';
import type { GivenOption, GivenRecordings } from '../shared/retyped.js';
import type { ImplantBeside } from './implant.js';

export interface Answer {
  readonly argv: GivenRecordings;
  readonly request: RecommendRequest;
  readonly result: Recommendation;
  readonly options: readonly GivenOption[];
  readonly tookMs: number;
  readonly interrupted: boolean;
  /** Of the machine over the minute before. */
  readonly startLoad: number;
  /** Only where it was asked for. */
  readonly implant?: ImplantBeside;
}
