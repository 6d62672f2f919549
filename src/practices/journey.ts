import type { Context } from '../context.js';
import { groupBy, marks } from '../graphql/batch.js';
import type { Selection } from '../graphql/selection.js';
import { availabilityOf } from '../services/availability.js';
import { type Service, ServiceAvailability, ServiceStatus } from '../services/service.entity.js';
import { serviceModel } from '../services/service.read.js';
import { JourneyState, type JourneyStep } from './journey.type.js';
import { type Practice, PracticeStatus } from './practice.entity.js';
import { practiceModel } from './practice.read.js';
import { isOnWay, type Way } from './practice-group.js';
import { missingBefore } from './service-order.js';

const { DRAFT, SUBMITTED, REGISTERED, UNDER_REVIEW, APPROVED } = PracticeStatus;

/** Filed, and not decided. */
const GOING_ON: ReadonlySet<PracticeStatus> = new Set([SUBMITTED, REGISTERED, UNDER_REVIEW]);

interface FolderRow {
  id: string;
  groupId: string;
  automaticFor: string | null;
}

/**
 * The signed-in citizen's way through groups, by group: through the folder that is named, which has to be theirs and of
 * the group, or through the one that their practices go into by themselves. Null to anybody else. In three statements.
 */
export async function readJourneys(
  context: Context,
  selection: Selection,
  folderId: string | null,
  groupIds: string[],
): Promise<Map<string, JourneyStep[] | null>> {
  if (!context.viewer.isCitizen) return new Map();
  const [services, practices, folders] = await Promise.all([
    readSteps(context, selection, groupIds),
    readOwnPractices(context, selection, groupIds),
    readOwnFolders(context, groupIds),
  ]);
  const journeys = new Map<string, JourneyStep[] | null>();
  for (const id of groupIds) {
    const steps = services.get(id) ?? [];
    const way = wayThrough(id, steps, folders.get(id) ?? [], folderId);
    journeys.set(
      id,
      way &&
        stepsOf(
          steps,
          (practices.get(id) ?? []).filter((each) => isOnWay(each, way)),
          context,
        ),
    );
  }
  return journeys;
}

/** A service of a group, with what the group says of all of them. */
interface ServiceOnWay {
  service: Service;
  ordered: boolean;
  singleFolder: boolean;
}

async function readSteps(
  context: Context,
  selection: Selection,
  groupIds: string[],
): Promise<Map<string, ServiceOnWay[]>> {
  const shown = selection.at('service').and(selection.at('waitsFor'));
  const also = ['groupId', 'status', 'publishedFrom', 'publishedUntil'];
  const plan = serviceModel.plan(shown, also);
  const rows = await serviceModel.rows(context, plan, {
    values: ['j.ordered AS isOrdered', 'j.singleFolder AS hasSingleFolder'],
    joins: 'JOIN service_groups j ON j.id = t.groupId',
    clause: `WHERE t.groupId IN (${marks(groupIds)}) ORDER BY t.groupId, t.position, t.id`,
    parameters: groupIds,
  });
  const services = (await serviceModel.toNodes<Service>(context, plan, rows)).map((service, index) => ({
    service,
    ordered: Boolean(rows[index]?.isOrdered),
    singleFolder: Boolean(rows[index]?.hasSingleFolder),
  }));
  return groupBy(services, ({ service }) => service.groupId ?? '');
}

async function readOwnPractices(
  context: Context,
  selection: Selection,
  groupIds: string[],
): Promise<Map<string, Practice[]>> {
  const also = ['serviceId', 'groupId', 'folderId', 'newFolder', 'status'];
  const plan = practiceModel.plan(selection.at('practice'), also);
  const rows = await practiceModel.rows(context, plan, {
    values: ['j.groupId AS ofGroup'],
    joins: 'JOIN services j ON j.id = t.serviceId',
    clause: `WHERE t.applicantId = ? AND j.groupId IN (${marks(groupIds)}) ORDER BY t.id`,
    parameters: [context.viewer.id, ...groupIds],
  });
  const practices = await practiceModel.toNodes<Practice>(context, plan, rows);
  const groups = new Map(practices.map((practice, index) => [practice, String(rows[index]?.ofGroup)]));
  return groupBy(practices, (practice) => groups.get(practice) ?? '');
}

async function readOwnFolders({ database, viewer }: Context, groupIds: string[]): Promise<Map<string, FolderRow[]>> {
  const folders = await database.rows<FolderRow>(
    `SELECT id, groupId, automaticFor FROM folders WHERE applicantId = ? AND groupId IN (${marks(groupIds)})`,
    [viewer.id, ...groupIds],
  );
  return groupBy(folders, ({ groupId }) => groupId);
}

function wayThrough(groupId: string, steps: ServiceOnWay[], folders: FolderRow[], folderId: string | null): Way | null {
  const automatic = folders.find(({ automaticFor }) => automaticFor === groupId);
  const folder = folderId === null ? automatic : folders.find(({ id }) => id === folderId);
  if (folderId !== null && !folder) return null;
  return {
    groupId,
    singleFolder: steps[0]?.singleFolder ?? false,
    folderId: folder?.id ?? null,
    automatic: folder === automatic,
  };
}

/** A citizen's steps: every service but those in preparation, which are steps only to those who have a practice of one. */
function stepsOf(all: ServiceOnWay[], practices: Practice[], context: Context): JourneyStep[] {
  const ofService = groupBy(practices, ({ serviceId }) => serviceId);
  const services = all.map(({ service }) => service);
  const ordered = all[0]?.ordered ?? false;
  const done = new Set(practices.filter(({ status }) => status === APPROVED).map(({ serviceId }) => serviceId));
  return services
    .filter(({ id, status }) => status !== ServiceStatus.DRAFT || ofService.has(id))
    .map((service) => {
      const missing = ordered ? missingBefore(services, service.id, done) : [];
      return stepOf(service, ofService.get(service.id) ?? [], missing, context.now);
    });
}

function stepOf(service: Service, practices: Practice[], missing: Service[], now: Date): JourneyStep {
  const approved = practices.findLast(({ status }) => status === APPROVED);
  const goingOn = practices.findLast(({ status }) => GOING_ON.has(status));
  const draft = practices.findLast(({ status }) => status === DRAFT);
  const canFile = missing.length === 0 && availabilityOf(service, now) === ServiceAvailability.AVAILABLE;
  const practice = approved ?? goingOn ?? draft ?? practices.at(-1) ?? null;
  if (approved) return { service, state: JourneyState.DONE, practice, waitsFor: [] };
  if (goingOn) return { service, state: JourneyState.IN_PROGRESS, practice, waitsFor: [] };
  if (!canFile) return { service, state: JourneyState.BLOCKED, practice, waitsFor: missing };
  return { service, state: draft ? JourneyState.IN_PROGRESS : JourneyState.POSSIBLE, practice, waitsFor: [] };
}
