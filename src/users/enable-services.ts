import { In } from 'typeorm';
import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { badInput } from '../graphql/errors.js';
import { Role } from '../identity/role.js';
import { Service } from '../services/service.entity.js';
import { OperatorService } from './operator-service.entity.js';
import type { UserProfile } from './user-profile.entity.js';

/** Lets an operator handle exactly these services. Throws BAD_USER_INPUT that names the field. */
export async function enableServices(tx: Transaction, user: UserProfile, serviceIds: string[]): Promise<void> {
  const wanted = [...new Set(serviceIds)];
  if (wanted.length > 0 && user.role !== Role.OPERATOR) throw badInput('input.serviceIds', OPERATORS_ONLY);
  const known = wanted.every(isId) ? await tx.manager.countBy(Service, { id: In(wanted) }) : 0;
  if (known !== wanted.length) throw badInput('input.serviceIds', UNKNOWN);
  await tx.manager.delete(OperatorService, { userId: user.id });
  await tx.manager.insert(
    OperatorService,
    wanted.map((serviceId) => ({ userId: user.id, serviceId })),
  );
}

const OPERATORS_ONLY = { it: 'è ammesso solo per gli operatori.', en: 'goes with operators only.' };

const UNKNOWN = { it: 'richiede servizi esistenti.', en: 'takes services that exist.' };
