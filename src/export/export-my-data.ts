import { readAccesses } from '../access/access-entry.read.js';
import { readAttachments } from '../attachments/attachment.read.js';
import type { Context } from '../context.js';
import { groupBy } from '../graphql/batch.js';
import { type Selection, select } from '../graphql/selection.js';
import { readMessages } from '../messages/message.read.js';
import { readOwnPractices } from '../practices/practice.read.js';
import type { StatusChange } from '../practices/status-change.entity.js';
import { readHistories } from '../practices/status-change.read.js';
import { readUser } from '../users/user-profile.read.js';
import { readAccount, readDrafts, readIdentities, readMails, readReadMarks } from './kept.read.js';

const ADDRESS = select(['street', 'postalCode', 'municipality', 'province', 'country']);

const CONTACTS = ['email', 'phone', 'locale'];
const CERTIFIED = ['fiscalCode', 'spidCode', 'birthDate', 'birthPlace'];
const PROFILE = select(['id', 'role', 'givenName', 'familyName', 'active', ...CONTACTS, ...CERTIFIED], {
  domicile: ADDRESS,
});

const INSTANTS = ['createdAt', 'submittedAt', 'takenInChargeAt', 'closedAt', 'updatedAt'];
const FACTS = ['status', 'protocolNumber', 'authentication', 'data', 'outcomeReason'];
const PRACTICE = select(['id', ...FACTS, ...INSTANTS], {
  service: select(['id', 'slug', 'name']),
  folder: select(['id', 'number', 'openedAt']),
});

const ACTOR = select(['role', 'displayName']);
const HISTORY = select(['from', 'to', 'at', 'note'], { by: ACTOR });
const MESSAGE = select(['id', 'body', 'createdAt', 'readAt'], { author: ACTOR, inReplyTo: select(['id']) });
const ATTACHMENT = select(['id', 'filename', 'mediaType', 'size', 'sha256']);
const ACCESS = select(['at']);

/**
 * Everything that is kept about the citizen who asks, for them to take along. It is read like any answer of the API and so
 * tells nothing that the API hides from them: no notes (R2), no names of operators (R14), and what SPID certifies only in
 * a session that was opened with SPID (R22). However much there is, it takes the same number of statements.
 */
export async function exportMyData(context: Context): Promise<object> {
  const practices = await readOwnPractices(context, PRACTICE);
  const ids = practices.map(({ id }) => id);
  const [profile, account, identities, histories, messages, drafts, accesses, readMarks, mails] = await Promise.all([
    readUser(context, PROFILE, context.viewer.id),
    readAccount(context),
    readIdentities(context),
    ids.length > 0 ? readHistories(context, HISTORY, ids) : new Map<string, StatusChange[]>(),
    readMessages(context, MESSAGE),
    readDrafts(context),
    readAccesses(context, ACCESS),
    readReadMarks(context),
    readMails(context),
  ]);
  const [attached, draftsAttached] = await Promise.all([
    readFilesOf(context, 'messageId', messages),
    readFilesOf(context, 'draftId', drafts),
  ]);
  const messagesOf = groupBy(messages, ({ practiceId }) => practiceId);
  const draftsOf = groupBy(drafts, ({ practiceId }) => practiceId);
  const accessesOf = groupBy(accesses, ({ practiceId }) => practiceId);
  return {
    exportedAt: context.now,
    municipality: context.settings.municipality,
    profile: { ...shown(profile, PROFILE), ...account },
    identities,
    practices: practices.map((practice) => ({
      ...shown(practice, PRACTICE),
      history: (histories.get(practice.id) ?? []).map((change) => shown(change, HISTORY)),
      messages: (messagesOf.get(practice.id) ?? []).map((message) => ({
        ...shown(message, MESSAGE),
        attachments: attached.get(message.id) ?? [],
      })),
      preparedMessages: (draftsOf.get(practice.id) ?? []).map(({ practiceId: _, ...draft }) => ({
        ...draft,
        attachments: draftsAttached.get(draft.id) ?? [],
      })),
      readUpTo: readMarks.get(practice.id) ?? null,
      openedByMunicipality: (accessesOf.get(practice.id) ?? []).map(({ at }) => at),
    })),
    mails,
  };
}

/** What the files of messages, or of drafts, are. The files themselves are downloaded one by one. */
async function readFilesOf(
  context: Context,
  owner: 'messageId' | 'draftId',
  owners: { id: string }[],
): Promise<Map<string, object[]>> {
  const ids = owners.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const attachments = await readAttachments(context, ATTACHMENT, owner, ids);
  return new Map([...attachments].map(([id, files]) => [id, files.map((file) => shown(file, ATTACHMENT))]));
}

/** What was asked for of a thing that was read, and no more: it also carries keys, such as the id of an operator (R14). */
function shown(thing: object | null, selection: Selection): Record<string, unknown> {
  const values = selection.names().map((name) => {
    const value: unknown = thing && Reflect.get(thing, name);
    const below = selection.at(name);
    const isThing = typeof value === 'object' && value !== null && below.names().length > 0;
    return [name, isThing ? shown(value, below) : (value ?? null)];
  });
  return Object.fromEntries(values);
}
