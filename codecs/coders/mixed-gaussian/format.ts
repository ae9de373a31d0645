/** Where a stream of channels by themselves has the mark of its profile, 0 or 1. */
export const JOINT_FORMAT = 2;
