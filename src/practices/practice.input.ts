import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { AtMost, FormData, Paragraphs } from '../graphql/constraints.js';
import { JSONObject } from '../graphql/scalars.js';
import { Role } from '../identity/role.js';
import { PracticeStatus } from './practice.entity.js';

/** Whose practices an operator looks for. */
export enum Assignment {
  MINE = 'MINE',
  UNASSIGNED = 'UNASSIGNED',
  ANYONE = 'ANYONE',
}

registerEnumType(Assignment, {
  name: 'Assignment',
  description: 'Whose practices an operator looks for.',
  valuesConfig: {
    MINE: { description: 'Those that the viewer has in charge.' },
    UNASSIGNED: { description: 'Those that nobody has in charge.' },
    ANYONE: { description: 'All.' },
  },
});

/** The order of a list of practices. */
export enum PracticeOrder {
  NEWEST = 'NEWEST',
  OLDEST = 'OLDEST',
  RECENTLY_UPDATED = 'RECENTLY_UPDATED',
}

registerEnumType(PracticeOrder, {
  name: 'PracticeOrder',
  description: 'The order of a list of practices.',
  valuesConfig: {
    NEWEST: { description: 'The newest first.' },
    OLDEST: { description: 'The oldest first.' },
    RECENTLY_UPDATED: { description: 'The one that changed last first.' },
  },
});

@InputType({ description: 'What to look for: a practice has to meet all of it.' })
export class PracticeFilter {
  @AtMost(7)
  @Field(() => [PracticeStatus], { nullable: true, description: 'In one of these statuses.' })
  status?: PracticeStatus[] | null;

  @AtMost(100)
  @Field(() => [ID], { nullable: true, description: 'For one of these services.' })
  serviceId?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Of this group: filed in it, or in none and for a service that is in it now.',
  })
  groupId?: string | null;

  @Field(() => Assignment, { nullable: true, description: 'Whose it is.' })
  assignment?: Assignment | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those with messages that the viewer has not read.' })
  unreadOnly?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Only those with a message of which its recipient knows nothing: the mail failed, and it has not been read. To the staff.',
  })
  undeliveredOnly?: boolean | null;

  @Field(() => Role, {
    nullable: true,
    description: 'Only those on which it is the turn of this party: CITIZEN or OPERATOR.',
  })
  awaitingReplyFrom?: Role | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Words of the protocol number, the applicant's name or fiscal code, or the service's name. Each has to be found.",
  })
  search?: string | null;
}

@InputType({ description: 'A practice to begin.' })
export class CreatePracticeInput {
  @Field(() => ID, { description: 'What it asks for.' })
  serviceId!: string;

  @FormData()
  @Field(() => JSONObject, { nullable: true, description: 'The answers of the form, as far as they are known.' })
  data?: Record<string, unknown> | null;

  @Field(() => ID, {
    nullable: true,
    description: "The folder it shall go into: one of the applicant's own, of the service's group.",
  })
  folderId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Open another folder for it, such as for a second child, where the group has a single one.',
  })
  newFolder?: boolean | null;
}

@InputType({ description: 'New answers for a draft.' })
export class UpdatePracticeInput {
  @Field(() => ID, { description: 'The draft.' })
  practiceId!: string;

  @FormData()
  @Field(() => JSONObject, { description: 'The answers of the form; they replace those there were.' })
  data!: Record<string, unknown>;
}

@InputType({ description: 'One practice.' })
export class PracticeIdInput {
  @Field(() => ID, { description: 'The practice.' })
  practiceId!: string;
}

@InputType({ description: 'The end of a practice.' })
export class ClosePracticeInput {
  @Field(() => ID, { description: 'The practice.' })
  practiceId!: string;

  @Paragraphs(2_000)
  @Field(() => String, { nullable: true, description: 'Why. Required to reject. The applicant reads it.' })
  reason?: string | null;
}

@InputType({ description: 'Who shall handle a practice.' })
export class AssignPracticeInput {
  @Field(() => ID, { description: 'The practice.' })
  practiceId!: string;

  @Field(() => ID, { description: 'An active operator who is enabled for its service.' })
  operatorId!: string;
}
