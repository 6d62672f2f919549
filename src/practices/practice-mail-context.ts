import type { Transaction } from '../database/transaction.js';
import { Service } from '../services/service.entity.js';
import type { Practice } from './practice.entity.js';

/** What every mail about a practice says of it. */
export interface PracticeForMail {
  serviceName: string;
  protocolNumber: string;
  /** Where the practice is shown, after a login (R12). */
  link: string;
}

/** Reads what a mail says of a practice. */
export async function practiceForMail(tx: Transaction, practice: Practice): Promise<PracticeForMail> {
  const { name } = await tx.get(Service, { id: practice.serviceId });
  return {
    serviceName: name,
    protocolNumber: practice.protocolNumber ?? '',
    link: `${tx.settings.publicUrl}/practices/${practice.id}`,
  };
}
