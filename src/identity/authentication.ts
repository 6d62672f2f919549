/** How somebody proved who they are. */
export enum AuthenticationMethod {
  /** The national digital identity. */
  SPID = 'SPID',
  /** The electronic identity card. */
  CIE = 'CIE',
  /** The national services card. */
  CNS = 'CNS',
  /** Anything weaker: nothing about the person is certified. */
  PASSWORD = 'PASSWORD',
}

/** What is known of one authentication. It is recorded on a practice when that is submitted (R8). */
export interface AuthenticationFacts {
  method: AuthenticationMethod;
  /** Level of assurance from 1 to 3; null where the method has none. */
  level: number | null;
  /** When the person proved who they are. */
  at: Date;
}
