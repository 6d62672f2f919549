import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, type Relation } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';
import { Folder } from '../folders/folder.entity.js';
import { countsTimes } from '../graphql/cost.js';
import { DateTime, JSONObject } from '../graphql/scalars.js';
import { AuthenticationMethod } from '../identity/authentication.js';
import { Authentication } from '../identity/authentication.type.js';
import { Role } from '../identity/role.js';
import { MessagingState } from '../messages/messaging-state.type.js';
import { Service } from '../services/service.entity.js';
import { UserProfile } from '../users/user-profile.entity.js';
import { StatusChange } from './status-change.entity.js';

/** Where a practice stands on its way. */
export enum PracticeStatus {
  DRAFT = 'DRAFT',
  SUBMITTED = 'SUBMITTED',
  REGISTERED = 'REGISTERED',
  UNDER_REVIEW = 'UNDER_REVIEW',
  APPROVED = 'APPROVED',
  REJECTED = 'REJECTED',
  WITHDRAWN = 'WITHDRAWN',
}

registerEnumType(PracticeStatus, {
  name: 'PracticeStatus',
  description: 'Where a practice stands on its way.',
  valuesConfig: {
    DRAFT: { description: 'Being written by its applicant; nobody else sees it (bozza).' },
    SUBMITTED: { description: 'Handed in, waiting for its protocol number (inviata).' },
    REGISTERED: { description: 'Has its protocol number and waits for an operator (protocollata).' },
    UNDER_REVIEW: { description: 'An operator took it in charge: messages are possible (presa in carico).' },
    APPROVED: { description: 'Decided in favour (approvata).' },
    REJECTED: { description: 'Decided against, with a reason (rigettata).' },
    WITHDRAWN: { description: 'Withdrawn by its applicant (ritirata).' },
  },
});

/** One citizen's request for one service. */
@ObjectType({ description: "One citizen's request for one service (pratica).", simpleResolvers: true })
@Entity('practices')
export class Practice extends BaseEntity {
  @Field(() => Service, { description: 'What it asks for.' })
  service!: Relation<Service>;

  @Field(() => UserProfile, { description: 'The citizen who filed it.' })
  applicant!: Relation<UserProfile>;

  @Field(() => UserProfile, {
    nullable: true,
    description: 'The operator in charge. Null while nobody is, and always null to the citizen.',
  })
  operator!: Relation<UserProfile> | null;

  @Field(() => PracticeStatus, { description: 'Where it stands.' })
  @Column('varchar', { length: 12 })
  status!: PracticeStatus;

  @Field(() => Authentication, {
    description: 'How the applicant was identified when filing it; of a draft, when it was begun.',
  })
  authentication!: Relation<Authentication>;

  @Field(() => JSONObject, { description: 'The answers of the form.' })
  @Column('simple-json')
  data!: Record<string, unknown>;

  @Field(() => String, {
    nullable: true,
    description: 'Protocol number, such as `2026/0000123`; null before it is filed.',
  })
  @Column('varchar', { length: 20, nullable: true })
  protocolNumber!: string | null;

  @Field(() => Folder, {
    nullable: true,
    description: 'The folder it is kept in; of a draft, the one its applicant chose. Null: none.',
    complexity: countsTimes(5),
  })
  folder!: Relation<Folder> | null;

  @Field(() => String, { nullable: true, description: 'What the decision, or the withdrawal, gives as its reason.' })
  @Column('text', { nullable: true })
  outcomeReason!: string | null;

  @Field(() => DateTime, { description: 'When it was begun.' })
  @Column('datetime', { precision: 3 })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was filed.' })
  @Column('datetime', { precision: 3, nullable: true })
  submittedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When an operator took it in charge.' })
  @Column('datetime', { precision: 3, nullable: true })
  takenInChargeAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was approved, rejected or withdrawn.' })
  @Column('datetime', { precision: 3, nullable: true })
  closedAt!: Date | null;

  @Field(() => DateTime, { description: 'The last change that the applicant may know of: a note does not move it.' })
  @Column('datetime', { precision: 3 })
  updatedAt!: Date;

  @Field(() => Role, {
    nullable: true,
    description:
      'Whose turn it is: the other party of the last message, while messages are possible. CITIZEN or OPERATOR.',
  })
  awaitingReplyFrom!: Role | null;

  @Field(() => MessagingState, { description: 'Whether the viewer can write on it now and, if not, why.' })
  messaging!: Relation<MessagingState>;

  @Field(() => [StatusChange], { description: 'Every change of status, oldest first.' })
  history!: Relation<StatusChange>[];

  @Field(() => Int, {
    description:
      'Messages of the other party that the viewer has not read: of the municipality for the applicant, of the applicant for an operator. 0 for administrators.',
  })
  unreadMessageCount!: number;

  @Column('varchar', { length: 36 })
  serviceId!: string;

  @Column('varchar', { length: 36 })
  applicantId!: string;

  @Column('varchar', { length: 36, nullable: true })
  operatorId!: string | null;

  /** The group that its service was in when it was filed; moving the service moves nothing (R20). Null in a draft. */
  @Column('varchar', { length: 36, nullable: true })
  groupId!: string | null;

  @Column('varchar', { length: 36, nullable: true })
  folderId!: string | null;

  /** Whether its applicant wants a folder of its own for it (R20). */
  @Column('boolean')
  newFolder!: boolean;

  /** How the applicant was identified when filing: what messages depend on ever after (R8). */
  @Column('varchar', { length: 10 })
  authenticationMethod!: AuthenticationMethod;

  @Column('int', { nullable: true })
  authenticationLevel!: number | null;

  @Column('datetime', { precision: 3 })
  authenticatedAt!: Date;

  /** When its applicant last sent a message; null before the first. */
  @Column('datetime', { precision: 3, nullable: true })
  citizenWroteAt!: Date | null;

  /** When the staff last sent a message; null before the first. Notes do not count. */
  @Column('datetime', { precision: 3, nullable: true })
  operatorWroteAt!: Date | null;
}
