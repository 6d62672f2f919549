import type { Transaction } from '../database/transaction.js';
import { Role } from '../identity/role.js';
import { type Locale, localeOf } from '../locale.js';
import { displayName, type UserProfile } from '../users/user-profile.entity.js';
import { chosenEmail } from '../users/user-profile.read.js';
import type { Practice } from './practice.entity.js';

/** Somebody whom a mail about a practice is for, and what it says of the practice. */
export interface Addressee {
  recipient: { id: string; name: string; address: string | null; locale: Locale };
  about: PracticeForMail;
}

/** What every mail about a practice says of it. */
export interface PracticeForMail {
  serviceName: string;
  protocolNumber: string;
  /** Where the practice is shown, after a login (R12). */
  link: string;
}

/** The person, and the name of the practice's service. */
interface AddresseeRow
  extends Pick<UserProfile, 'id' | 'givenName' | 'familyName' | 'email' | 'providedEmail' | 'locale'> {
  serviceName: string;
}

const COLUMNS = 'u.id, u.givenName, u.familyName, u.email, u.providedEmail, u.locale, s.name AS serviceName';

/** The applicant, who is told what the staff writes and decides (R11). */
export async function applicantToTell(tx: Transaction, practice: Practice): Promise<Addressee> {
  const [row] = await tx.rows<AddresseeRow>(
    `SELECT ${COLUMNS} FROM users u JOIN services s ON s.id = ? WHERE u.id = ?`,
    [practice.serviceId, practice.applicantId],
  );
  if (!row) throw new Error('What is pointed to is not there');
  return addressee(tx, practice, row);
}

/**
 * The operator in charge at this moment; if that account is not active, the active operators of the service (R13). So too
 * when an administrator took the service away from who is in charge (what may not be read any more is not mailed either),
 * and when there is no point in telling who is in charge: `except` is told nothing.
 */
export async function operatorsToTell(
  tx: Transaction,
  practice: Practice,
  except: string | null = null,
): Promise<Addressee[]> {
  const active = await tx.rows<AddresseeRow>(
    `SELECT ${COLUMNS} FROM operator_services o JOIN users u ON u.id = o.userId JOIN services s ON s.id = o.serviceId
      WHERE o.serviceId = ? AND u.role = ? AND u.active = ? ORDER BY u.id`,
    [practice.serviceId, Role.OPERATOR, true],
  );
  const operators = active.filter(({ id }) => id !== except);
  const inCharge = operators.find(({ id }) => id === practice.operatorId);
  return (inCharge ? [inCharge] : operators).map((row) => addressee(tx, practice, row));
}

const addressee = ({ settings }: Transaction, practice: Practice, row: AddresseeRow): Addressee => ({
  recipient: { id: row.id, name: displayName(row), address: chosenEmail(row), locale: localeOf(row.locale) },
  about: {
    serviceName: row.serviceName,
    protocolNumber: practice.protocolNumber ?? '',
    link: `${settings.publicUrl}/practices/${practice.id}`,
  },
});
