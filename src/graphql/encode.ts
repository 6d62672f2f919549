/** Where texts are written before it is known how many bytes they are. */
const SCRATCH = Buffer.allocUnsafeSlow(1024 * 1024);

/** How many bytes a unit of a JavaScript text takes at most in UTF-8. */
const MOST_BYTES = 3;

/**
 * An answer as the bytes that are sent, where it is a text. A text that is made into bytes is looked through twice, for
 * their number and for themselves; on scratch paper their number is what has been written.
 */
export function encode(answer: unknown): unknown {
  if (typeof answer !== 'string') return answer;
  if (answer.length * MOST_BYTES > SCRATCH.length) return Buffer.from(answer);
  return Buffer.from(SCRATCH.subarray(0, SCRATCH.write(answer)));
}
