import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from allocating among its old objects what lives as long as a request. It decides so for a place in the code
 * when what was made there has outlived a few collections of the young, as happens while a process warms up, and never
 * takes it back: from then on every answer is garbage that only a full collection finds. See decision 0046.
 */
export const allocateAmongTheYoung = (): void => setFlagsFromString('--no-allocation-site-pretenuring');
