import { ErrorCode, Refusal } from '../graphql/errors.js';
import type { Condition } from '../graphql/search.js';
import { AuthenticationMethod } from '../identity/authentication.js';
import { Role } from '../identity/role.js';
import type { Viewer } from '../identity/viewer.js';
import type { Locale, Text } from '../locale.js';
import { type Practice, PracticeStatus } from '../practices/practice.entity.js';
import type { Settings } from '../settings.js';
import { MessagingBlockCode, type MessagingState } from './messaging-state.type.js';

/** What of a practice decides on messages. */
export const MESSAGING_COLUMNS = [
  'status',
  'serviceId',
  'applicantId',
  'operatorId',
  'authenticationMethod',
  'authenticationLevel',
] as const;

/** What tells which party wrote last, and when. */
export const WROTE_AT_COLUMNS = ['citizenWroteAt', 'operatorWroteAt'] as const;

/** A practice as far as messages depend on it. */
export type MessagingFacts = Pick<Practice, (typeof MESSAGING_COLUMNS)[number]>;

type Rules = Pick<Settings, 'spidMinLevel' | 'messageSenders'>;

/** One thing that stands in the way of a message, in every language. */
export interface Block {
  code: MessagingBlockCode;
  explanation: Text;
}

/**
 * Everything that stands in the way of a message by this viewer on this practice, at once. The only place where it is
 * decided: Practice.messaging, prepareMessage and sendMessage all ask it (R5, R6, R8).
 */
export function messagingBlocks(viewer: Viewer, practice: MessagingFacts, rules: Rules): Block[] {
  const blocks: MessagingBlockCode[] = [];
  if (practice.status !== PracticeStatus.DRAFT && !wasFiledWithSpid(practice, rules)) {
    blocks.push(MessagingBlockCode.NOT_FILED_WITH_SPID);
  }
  if (isDecided(practice)) blocks.push(MessagingBlockCode.DECIDED);
  else if (!isInCharge(practice)) blocks.push(MessagingBlockCode.NOT_TAKEN_IN_CHARGE);
  if (!isParty(viewer, practice, rules)) blocks.push(MessagingBlockCode.NOT_A_PARTY);
  return blocks.map((code) => ({ code, explanation: explain(code, viewer) }));
}

/** Whether the authentication recorded at filing counts as SPID for messages (R8). */
export const wasFiledWithSpid = (
  practice: Pick<Practice, 'authenticationMethod' | 'authenticationLevel'>,
  rules: Pick<Settings, 'spidMinLevel'>,
): boolean =>
  practice.authenticationMethod === AuthenticationMethod.SPID &&
  (practice.authenticationLevel ?? 0) >= rules.spidMinLevel;

const DECIDED: ReadonlySet<PracticeStatus> = new Set([
  PracticeStatus.APPROVED,
  PracticeStatus.REJECTED,
  PracticeStatus.WITHDRAWN,
]);

const isDecided = ({ status }: Pick<Practice, 'status'>): boolean => DECIDED.has(status);

const isInCharge = ({ status, operatorId }: Pick<Practice, 'status' | 'operatorId'>): boolean =>
  status === PracticeStatus.UNDER_REVIEW && operatorId !== null;

/** The applicant (R4), the operator in charge, and with MESSAGE_SENDERS=enabled every operator of the service (R5). */
function isParty(viewer: Viewer, practice: MessagingFacts, rules: Rules): boolean {
  if (viewer.isCitizen) return viewer.id === practice.applicantId;
  if (!viewer.handles(practice.serviceId)) return false;
  return practice.operatorId === null || practice.operatorId === viewer.id || rules.messageSenders === 'enabled';
}

/** Notes are for operators of the service, in every status but DRAFT (R2, R7). */
export const canAddNote = (viewer: Viewer, practice: Pick<Practice, 'serviceId' | 'status'>): boolean =>
  viewer.handles(practice.serviceId) && practice.status !== PracticeStatus.DRAFT;

/** Notes are read by operators of the service and by administrators; a viewer who sees a practice and is on the staff is one of them (R2). */
export const seesNotes = (viewer: Viewer): boolean => viewer.isStaff;

/** What a client shows in place of the button. */
export const messagingState = (
  viewer: Viewer,
  practice: MessagingFacts,
  rules: Rules,
  locale: Locale,
): MessagingState => {
  const blocks = messagingBlocks(viewer, practice, rules);
  return {
    canSend: blocks.length === 0,
    canAddNote: canAddNote(viewer, practice),
    blocks: blocks.map(({ code, explanation }) => ({ code, explanation: explanation[locale] })),
  };
};

/** Refuses a message with everything that stands in its way, unless nothing does. */
export function assertCanSend(viewer: Viewer, practice: MessagingFacts, rules: Rules): void {
  const blocks = messagingBlocks(viewer, practice, rules);
  const [first] = blocks;
  if (!first) return;
  const text = {
    it: blocks.map(({ explanation }) => explanation.it).join(' '),
    en: blocks.map(({ explanation }) => explanation.en).join(' '),
  };
  throw new Refusal(REFUSALS[first.code], text, { blocks });
}

/** What can never be unlocked comes first among the blocks, and so decides on the code. */
const REFUSALS: Record<MessagingBlockCode, ErrorCode> = {
  NOT_FILED_WITH_SPID: ErrorCode.SPID_REQUIRED,
  DECIDED: ErrorCode.MESSAGE_WINDOW_CLOSED,
  NOT_TAKEN_IN_CHARGE: ErrorCode.MESSAGE_WINDOW_CLOSED,
  NOT_A_PARTY: ErrorCode.FORBIDDEN,
};

/** Whose turn it is: the other party of the last message, while messages are possible. */
export function awaitingReplyFrom(
  practice: MessagingFacts & Pick<Practice, (typeof WROTE_AT_COLUMNS)[number]>,
  rules: Pick<Settings, 'spidMinLevel'>,
): Role | null {
  const { citizenWroteAt, operatorWroteAt } = practice;
  if (!isInCharge(practice) || !wasFiledWithSpid(practice, rules)) return null;
  if (citizenWroteAt === null && operatorWroteAt === null) return null;
  return wroteLater(citizenWroteAt, operatorWroteAt) ? Role.OPERATOR : Role.CITIZEN;
}

/** No two messages of a practice are of the same instant, so one party wrote later. */
const wroteLater = (one: Date | null, other: Date | null): boolean => one !== null && (other === null || one > other);

const WROTE_AT: Partial<Record<Role, string>> = {
  [Role.CITIZEN]: 'citizenWroteAt',
  [Role.OPERATOR]: 'operatorWroteAt',
};

/** The same sentence as awaitingReplyFrom, for the practices of a statement (alias t). */
export function awaitsReplyFrom(role: Role, { spidMinLevel }: Pick<Settings, 'spidMinLevel'>): Condition {
  const other = role === Role.CITIZEN ? Role.OPERATOR : Role.CITIZEN;
  const [own, later] = [WROTE_AT[role], WROTE_AT[other]];
  if (own === undefined) return { sql: '1 = 0', parameters: [] };
  return {
    sql: `t.status = ? AND t.operatorId IS NOT NULL AND t.authenticationMethod = ? AND t.authenticationLevel >= ?
      AND t.${later} IS NOT NULL AND (t.${own} IS NULL OR t.${own} < t.${later})`,
    parameters: [PracticeStatus.UNDER_REVIEW, AuthenticationMethod.SPID, spidMinLevel],
  };
}

function explain(code: MessagingBlockCode, viewer: Viewer): Text {
  const { citizen, staff } = EXPLANATIONS[code];
  return viewer.isStaff ? staff : citizen;
}

const EXPLANATIONS: Record<MessagingBlockCode, { citizen: Text; staff: Text }> = {
  NOT_FILED_WITH_SPID: {
    citizen: {
      it: 'La pratica non è stata inviata con un’identità SPID di livello sufficiente: i messaggi sono possibili solo sulle pratiche inviate dopo l’accesso con SPID. Può contattare il Comune per altra via, o presentare una nuova pratica accedendo con SPID.',
      en: 'The practice was not filed with SPID at a sufficient level: messages are possible only on practices filed after signing in with SPID. Contact the municipality in another way, or file a new practice after signing in with SPID.',
    },
    staff: {
      it: 'La pratica non è stata inviata con un’identità SPID di livello sufficiente: contatti il richiedente per altra via. Le note interne restano possibili.',
      en: 'The practice was not filed with SPID at a sufficient level: contact the applicant in another way. Notes remain possible.',
    },
  },
  NOT_TAKEN_IN_CHARGE: {
    citizen: {
      it: 'La pratica non è ancora stata presa in carico: potrà scrivere quando lo sarà, e ne riceverà notizia per e-mail.',
      en: 'The practice has not been taken in charge yet: you can write once it has been, and a mail will tell you.',
    },
    staff: {
      it: 'La pratica non è ancora stata presa in carico: la prenda in carico (takeInCharge) per scrivere al richiedente. Le note interne sono già possibili.',
      en: 'The practice has not been taken in charge yet: take it in charge (takeInCharge) to write to the applicant. Notes are possible already.',
    },
  },
  DECIDED: {
    citizen: {
      it: 'La pratica è conclusa: non è più possibile scambiare messaggi. Per altre richieste presenti una nuova pratica o contatti il Comune.',
      en: 'The practice is closed: messages are no longer possible. For anything else file a new practice or contact the municipality.',
    },
    staff: {
      it: 'La pratica è conclusa: non è più possibile scambiare messaggi. Le note interne restano possibili.',
      en: 'The practice is closed: messages are no longer possible. Notes remain possible.',
    },
  },
  NOT_A_PARTY: {
    citizen: {
      it: 'Solo chi ha presentato la pratica può scrivere.',
      en: 'Only the person who filed the practice can write.',
    },
    staff: {
      it: 'Solo l’operatore che ha in carico la pratica può scrivere al richiedente: per farlo se la faccia assegnare (assignPractice).',
      en: 'Only the operator in charge can write to the applicant: to do so have the practice assigned to you (assignPractice).',
    },
  },
};
