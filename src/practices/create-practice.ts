import type { Transaction } from '../database/transaction.js';
import { chooseFolder } from '../folders/choose-folder.js';
import { notFound } from '../graphql/errors.js';
import type { AuthenticationFacts } from '../identity/authentication.js';
import type { Viewer } from '../identity/viewer.js';
import { assertAvailable } from '../services/availability.js';
import { Service } from '../services/service.entity.js';
import { Practice, PracticeStatus } from './practice.entity.js';
import type { CreatePracticeInput } from './practice.input.js';

/**
 * Begins a practice as a draft that its applicant alone sees. Throws NOT_FOUND, SERVICE_NOT_AVAILABLE (R21), and
 * BAD_USER_INPUT for a folder that it cannot go into (R20).
 */
export async function createPractice(tx: Transaction, viewer: Viewer, input: CreatePracticeInput): Promise<Practice> {
  const service = await tx.share(Service, input.serviceId);
  if (!service) throw notFound();
  const now = tx.now();
  assertAvailable(service, now);
  const choice = await chooseFolder(tx, viewer, service, input);
  const practice = Object.assign(new Practice(), {
    id: tx.newId(now),
    serviceId: service.id,
    applicantId: viewer.id,
    groupId: null,
    ...choice,
    operatorId: null,
    status: PracticeStatus.DRAFT,
    data: input.data ?? {},
    protocolNumber: null,
    outcomeReason: null,
    citizenWroteAt: null,
    operatorWroteAt: null,
    createdAt: now,
    submittedAt: null,
    takenInChargeAt: null,
    closedAt: null,
    updatedAt: now,
  });
  recordAuthentication(practice, viewer.authentication);
  return tx.insert(practice);
}

/** Keeps how the applicant was identified: what messages depend on ever after is what it was at filing (R8). */
export function recordAuthentication(practice: Practice, facts: AuthenticationFacts | null): void {
  if (!facts) throw new Error('Only somebody who is signed in files a practice');
  practice.authenticationMethod = facts.method;
  practice.authenticationLevel = facts.level;
  practice.authenticatedAt = facts.at;
}
