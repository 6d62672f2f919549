import { fiscalCodeCheckCharacter } from '../../../src/users/fiscal-code.js';
import { slotOf } from './blocks.js';
import { SeedCatalogue, type SeedService } from './catalogue.js';
import { KIND, SEED_END, SEED_START } from './kinds.js';
import { Random, seedId } from './random.js';
import type { Size } from './size.js';
import { FAMILY_NAMES, GIVEN_NAMES, SENTENCES } from './words.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Practices are begun up to here, which leaves time for what happens to them. */
const LAST_PRACTICE = SEED_END.getTime() - 45 * DAY;

export interface SeedUser {
  id: string;
  index: number;
  givenName: string;
  familyName: string;
  email: string;
}

export interface SeedCitizen extends SeedUser {
  subject: string;
  fiscalCode: string;
  spidCode: string;
}

export interface SeedPractice {
  id: string;
  index: number;
  service: SeedService;
  applicant: SeedCitizen;
  operator: SeedUser | null;
  status: string;
  authenticationMethod: 'SPID' | 'CIE';
  authenticationLevel: number;
  protocolNumber: string | null;
  createdAt: Date;
  submittedAt: Date | null;
  takenInChargeAt: Date | null;
  closedAt: Date | null;
}

export interface SeedMessage {
  id: string;
  index: number;
  /** Its place among the messages of its block of practices. */
  place: number;
  visibility: 'PUBLIC' | 'INTERNAL';
  authorId: string;
  authorRole: 'CITIZEN' | 'OPERATOR';
  body: string;
  inReplyToId: string | null;
  createdAt: Date;
  readAt: Date | null;
}

/** A municipality that is the same at every run, made one thing at a time. */
export class Municipality {
  readonly catalogue: SeedCatalogue;

  constructor(readonly size: Size) {
    this.catalogue = new SeedCatalogue(size);
  }

  operator(index: number): SeedUser {
    const random = new Random('operator', index);
    const [givenName, familyName] = [random.pick(GIVEN_NAMES), random.pick(FAMILY_NAMES)];
    const email = `operatore.${index}@comune.example`;
    return { id: seedId(KIND.user, index, SEED_START), index, givenName, familyName, email };
  }

  citizen(index: number): SeedCitizen {
    const random = new Random('citizen', index);
    const [givenName, familyName] = [random.pick(GIVEN_NAMES), random.pick(FAMILY_NAMES)];
    return {
      id: seedId(KIND.user, this.size.operators + index, new Date(SEED_START.getTime() + index)),
      index,
      givenName,
      familyName,
      email: `cittadino.${index}@posta.example`,
      subject: `subject-${index}`,
      fiscalCode: fiscalCode(index),
      spidCode: `PROV${String(index).padStart(10, '0')}`,
    };
  }

  /** The services of an operator: the first handles all of them, the others about eight. */
  servicesOf(operator: SeedUser): SeedService[] {
    const { services, operators } = this.size;
    if (operator.index === 0) return this.catalogue.services;
    const random = new Random('services of operator', operator.index);
    // Every service has somebody: the one of the operator's own number.
    const indexes = new Set([operator.index % services]);
    if (operator.index === operators - 1) indexes.add(0);
    const count = 6 + random.below(5);
    while (indexes.size < count) indexes.add(random.below(services));
    return [...indexes].sort((one, other) => one - other).map((index) => this.catalogue.services[index]);
  }

  /** Who handles a service, by its index. */
  private readonly handlers = new Map<number, SeedUser[]>();

  private operatorsOf(service: SeedService): SeedUser[] {
    if (this.handlers.size === 0) {
      for (let index = 1; index < this.size.operators; index += 1) {
        const operator = this.operator(index);
        for (const handled of this.servicesOf(operator)) {
          this.handlers.set(handled.index, [...(this.handlers.get(handled.index) ?? []), operator]);
        }
      }
    }
    return this.handlers.get(service.index) ?? [this.operator(0)];
  }

  practice(index: number): SeedPractice {
    const random = new Random('practice', index);
    const { status, isTaken, isLong } = slotOf(index);
    const step = (LAST_PRACTICE - SEED_START.getTime()) / this.size.practices;
    const createdAt = new Date(Math.floor(SEED_START.getTime() + (index + random.next()) * step));
    const service = this.catalogue.services[random.below(this.size.services)];
    const isSubmitted = status !== 'DRAFT';
    const submittedAt = isSubmitted ? new Date(createdAt.getTime() + 5 * MINUTE + random.below(HOUR)) : null;
    const takenInChargeAt =
      isTaken && submittedAt ? new Date(submittedAt.getTime() + HOUR + random.below(2 * DAY)) : null;
    const isClosed = isSubmitted && status !== 'REGISTERED' && status !== 'UNDER_REVIEW';
    const end = takenInChargeAt ?? submittedAt;
    const closedAt = isClosed && end ? new Date(end.getTime() + 40 * DAY - 2 * HOUR) : null;
    const withSpid = isLong || random.chance(0.85);
    return {
      id: seedId(KIND.practice, index, createdAt),
      index,
      service,
      applicant: this.citizen(random.below(this.size.citizens)),
      operator: isTaken ? random.pick(this.operatorsOf(service)) : null,
      status,
      authenticationMethod: withSpid ? 'SPID' : 'CIE',
      authenticationLevel: 2,
      protocolNumber: submittedAt && `${submittedAt.getUTCFullYear()}/${String(index + 1).padStart(7, '0')}`,
      createdAt,
      submittedAt,
      takenInChargeAt,
      closedAt,
    };
  }

  /** Whether a practice is one of the few with a long correspondence. */
  isLong(practice: SeedPractice): boolean {
    return slotOf(practice.index).isLong;
  }

  /** The timeline of a practice, oldest first. Notes alone where it was not filed with SPID. */
  messagesOf(practice: SeedPractice): SeedMessage[] {
    const { takenInChargeAt, operator, applicant } = practice;
    if (!takenInChargeAt || !operator) return [];
    const random = new Random('messages', practice.index);
    const messages: SeedMessage[] = [];
    let at = takenInChargeAt.getTime();
    let lastPublic: SeedMessage | null = null;
    const { messageCount: count, messagesBefore } = slotOf(practice.index);
    for (let number = 0; number < count; number += 1) {
      at += MINUTE + random.below(10 * HOUR);
      const isNote = practice.authenticationMethod !== 'SPID' || (number > 0 && random.chance(0.2));
      const byCitizen = !isNote && number > 0 && random.chance(0.5);
      const createdAt = new Date(at);
      const index = practice.index * 100 + number;
      const message: SeedMessage = {
        id: seedId(KIND.message, index, createdAt),
        index,
        place: messagesBefore + number,
        visibility: isNote ? 'INTERNAL' : 'PUBLIC',
        authorId: byCitizen ? applicant.id : operator.id,
        authorRole: byCitizen ? 'CITIZEN' : 'OPERATOR',
        body: sentences(random),
        inReplyToId: !isNote && random.chance(0.3) ? (lastPublic?.id ?? null) : null,
        createdAt,
        readAt: !isNote && number < count - 2 ? new Date(at + 30_000) : null,
      };
      messages.push(message);
      if (!isNote) lastPublic = message;
    }
    return messages;
  }

  statusChangeId = (practice: SeedPractice, number: number, at: Date): string =>
    seedId(KIND.statusChange, practice.index * 10 + number, at);

  mailId = (practice: SeedPractice, number: number, at: Date): string =>
    seedId(KIND.mail, practice.index * 100 + number, at);
}

function sentences(random: Random): string {
  const count = 1 + random.below(4);
  return Array.from({ length: count }, () => random.pick(SENTENCES)).join(' ');
}

/** A fiscal code that is valid and nobody's: the place of birth counts up. */
function fiscalCode(index: number): string {
  const letter = (value: number) => String.fromCharCode(65 + (value % 26));
  const name = letter(index) + letter(index / 26) + letter(index / 676);
  const first15 = `BNC${name.toUpperCase()}80A01H${String(index % 1000).padStart(3, '0')}`;
  return first15 + fiscalCodeCheckCharacter(first15);
}
