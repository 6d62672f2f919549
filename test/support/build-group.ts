import { randomUUID } from 'node:crypto';
import { arrangeServiceGroup } from '../../src/services/arrange-service-group.js';
import { createServiceGroup } from '../../src/services/create-service-group.js';
import {
  ApprovePracticeDocument,
  CreatePracticeDocument,
  SubmitPracticeDocument,
  TakeInChargeDocument,
} from '../generated/operations.js';
import { app } from './app.js';
import { as } from './as.js';
import { type BuiltService, buildService, buildStaff, type Person } from './build.js';

/** A group made for a test, with its services in order. */
export interface BuiltGroup {
  id: string;
  slug: string;
  name: string;
  services: BuiltService[];
}

/** A group of so many published services, or of these. */
export async function buildGroup({
  services = 2,
  ...input
}: Partial<Parameters<typeof createServiceGroup>[1]> & {
  services?: number | BuiltService[];
} = {}): Promise<BuiltGroup> {
  const { database } = app().service.parts;
  const members = typeof services === 'number' ? await buildServices(services) : services;
  const group = await database.transaction(async (tx) => {
    const name = `Gruppo ${randomUUID().slice(0, 8)}`;
    const { id } = await createServiceGroup(tx, { name, description: 'Un gruppo inventato.', ...input });
    return arrangeServiceGroup(tx, { groupId: id, serviceIds: members.map((service) => service.id) });
  });
  return { ...group, services: members };
}

/** So many published services. */
export async function buildServices(count: number): Promise<BuiltService[]> {
  const services: BuiltService[] = [];
  while (services.length < count) services.push(await buildService());
  return services;
}

/** What an applicant says of the folder. */
export interface FolderWish {
  folderId?: string;
  newFolder?: boolean;
}

/** A draft of a citizen. */
export async function begin(citizen: Person, service: { id: string }, wish: FolderWish = {}): Promise<string> {
  const input = { serviceId: service.id, data: { nota: 'inventata' }, ...wish };
  return (await as(citizen).ask(CreatePracticeDocument, { input })).createPractice.practice.id;
}

/** A practice that a citizen files. */
export async function file(citizen: Person, service: { id: string }, wish: FolderWish = {}): Promise<string> {
  const practiceId = await begin(citizen, service, wish);
  await as(citizen).ask(SubmitPracticeDocument, { input: { practiceId } });
  return practiceId;
}

/** A practice that a citizen files and an operator approves. */
export async function fileApproved(citizen: Person, service: { id: string }, wish: FolderWish = {}): Promise<string> {
  const practiceId = await file(citizen, service, wish);
  await approve(practiceId, service);
  return practiceId;
}

/** An operator of the service takes a practice in charge and approves it. */
export async function approve(practiceId: string, service: { id: string }): Promise<void> {
  const operator = as(await buildStaff({ services: [service] }));
  await operator.ask(TakeInChargeDocument, { input: { practiceId } });
  await operator.ask(ApprovePracticeDocument, { input: { practiceId } });
}

/** The folder of a practice, as somebody sees it. */
export async function folderOf(viewer: Person, practiceId: string): Promise<{ id: string; number: string } | null> {
  const query = 'query ($id: ID!) { practice(id: $id) { folder { id number } } }';
  const { practice } = await as(viewer).ask<
    { practice: { folder: { id: string; number: string } | null } },
    { id: string }
  >(query, { id: practiceId });
  return practice.folder;
}
