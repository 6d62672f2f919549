import { createHash, randomBytes } from 'node:crypto';

/** How long a prepared message can be confirmed (R10), in milliseconds. */
export const CONFIRMATION_LIFETIME = 15 * 60 * 1_000;

/** A token that nobody can guess: 256 random bits. */
export const newConfirmationToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of a token, so that who reads the database cannot send in somebody's name. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
