/**
 * The token itself is at fault: forged, expired, meant for somebody else, malformed. The message says which and holds
 * nothing of the token. There is no cause on purpose: jose's errors carry the whole payload, which must not reach a log.
 */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}
