import { In } from 'typeorm';
import type { Transaction } from '../database/transaction.js';
import { Role } from '../identity/role.js';
import type { Practice } from '../practices/practice.entity.js';
import { OperatorService } from '../users/operator-service.entity.js';
import { UserProfile } from '../users/user-profile.entity.js';

/**
 * Who is told of a message: the applicant when the staff writes (R11), the staff when the applicant does (R13).
 */
export async function recipientsOf(tx: Transaction, practice: Practice, authorRole: Role): Promise<UserProfile[]> {
  if (authorRole === Role.CITIZEN) return operatorsToTell(tx, practice);
  return [await tx.get(UserProfile, { id: practice.applicantId })];
}

/**
 * The operator in charge at this moment; if that account is not active, the active operators of the service (R13). So too
 * when an administrator took the service away from who is in charge (what may not be read any more is not mailed either),
 * and when there is no point in telling who is in charge: `except` is told nothing.
 */
export async function operatorsToTell(
  tx: Transaction,
  { operatorId, serviceId }: Practice,
  except: string | null = null,
): Promise<UserProfile[]> {
  const operators = (await activeOperators(tx, serviceId)).filter(({ id }) => id !== except);
  const inCharge = operators.find(({ id }) => id === operatorId);
  return inCharge ? [inCharge] : operators;
}

async function activeOperators({ manager }: Transaction, serviceId: string): Promise<UserProfile[]> {
  const enabled = await manager.findBy(OperatorService, { serviceId });
  const ids = enabled.map(({ userId }) => userId);
  return manager.find(UserProfile, {
    where: { id: In(ids), role: Role.OPERATOR, active: true },
    order: { id: 'ASC' },
  });
}
