/**
 * The complexity of a field without a page: what is below it counts so many times. A list counts as often as it usually
 * has entries. A way back up, from a service to its group, counts more than once as well: lists of lists of the same
 * things can be asked for by no other way.
 */
export const countsTimes =
  (times: number) =>
  ({ childComplexity }: { childComplexity: number }): number =>
    1 + times * childComplexity;
