/** What ids are of, so that no two things have the same. */
export const KIND = {
  user: 1,
  service: 2,
  practice: 3,
  statusChange: 4,
  message: 5,
  mail: 6,
  group: 7,
  folder: 8,
  attachment: 9,
};

/** Everything of the seed happened between these instants: what is later belongs to a run of the benchmark. */
export const SEED_START = new Date('2023-01-01T00:00:00Z');
export const SEED_END = new Date('2025-07-01T00:00:00Z');
