/** Whether the database refused to store something because another one has the same unique value. */
export function isDuplicate(error: unknown): boolean {
  const { errno, code } = (error ?? {}) as { errno?: number; code?: string };
  return errno === 1062 || code === 'SQLITE_CONSTRAINT_UNIQUE';
}
