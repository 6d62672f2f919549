import type { Context } from '../context.js';
import { ErrorCode, Refusal } from '../graphql/errors.js';
import { assertMayTry } from './assert-may-try.js';
import { verifyPassword } from './password.js';
import { signStaffToken } from './staff-token.js';

/** What a sign-in gives. */
export interface SignedIn {
  userId: string;
  accessToken: string;
  expiresAt: Date;
}

interface Account {
  id: string;
  passwordHash: string | null;
  active: number;
  tokenVersion: number;
}

/**
 * Signs an operator or administrator in. An unknown address, a wrong password and a deactivated account are the same
 * answer after the same work; after failures the next try has to wait (RATE_LIMITED).
 */
export async function signIn(context: Context, email: string, password: string): Promise<SignedIn> {
  const { signInThrottle, client, database, settings, clock } = context;
  const clientAddress = client.ip;
  assertMayTry(signInThrottle, email, clientAddress);

  const [account] = await database.rows<Account>(
    'SELECT id, passwordHash, active, tokenVersion FROM users WHERE login = ?',
    [email.trim().toLowerCase()],
  );
  const isRight = await verifyPassword(password, account?.passwordHash ?? null);
  if (!account?.active || !isRight) throw wrongCredentials();

  signInThrottle.succeeded(email, clientAddress);
  const session = { userId: account.id, authenticatedAt: clock(), tokenVersion: account.tokenVersion };
  const { token, expiresAt } = await signStaffToken(session, settings.secret, clock);
  return { userId: account.id, accessToken: token, expiresAt };
}

const wrongCredentials = () =>
  new Refusal(ErrorCode.UNAUTHENTICATED, {
    it: 'Indirizzo e-mail o password non corretti.',
    en: 'The e-mail address or the password is wrong.',
  });
