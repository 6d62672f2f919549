/** The keys of the identity provider cannot be had, so nothing can be said about a token: to be tried again later. */
export class IdentityProviderUnavailable extends Error {
  override readonly name = 'IdentityProviderUnavailable';
  /** As HTTP says it. */
  readonly statusCode = 503;
}
