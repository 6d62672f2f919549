import { Field, ID, InputType, Int } from 'type-graphql';
import { AtMost, Line, Paragraphs, Slug } from '../graphql/constraints.js';

/** How many services a group may have. */
export const LARGEST_GROUP = 100;

/** What an administrator's form says of the version it was made from. */
export const EXPECTED_VERSION =
  'The version that the change was made from; when somebody else has changed it since, CONFLICT. Left out: whatever it is.';

@InputType({ description: 'A group of services to add.' })
export class CreateServiceGroupInput {
  @Slug()
  @Field(() => String, {
    nullable: true,
    description: 'Its place in addresses; made from the name when it is not given.',
  })
  slug?: string | null;

  @Line(200)
  @Field({ description: 'Name, as citizens see it: 1 to 200 characters.' })
  name!: string;

  @Paragraphs(10_000)
  @Field({ description: 'What it is for: 1 to 10,000 characters of plain text.' })
  description!: string;

  @Line(120)
  @Field(() => String, { nullable: true, description: 'Topic it is found under.' })
  topic?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether its services have to be completed in order.',
  })
  ordered?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether all practices of one citizen in this group go into one folder.',
  })
  singleFolder?: boolean | null;
}

@InputType({ description: 'What to change of a group: what is left out stays, an explicit null clears.' })
export class UpdateServiceGroupInput {
  @Field(() => ID, { description: 'The group.' })
  groupId!: string;

  @Slug()
  @Field(() => String, { nullable: true, description: 'Its place in addresses; null makes it from the name anew.' })
  slug?: string | null;

  @Line(200)
  @Field(() => String, { nullable: true, description: 'Name, as citizens see it. Cannot be cleared.' })
  name?: string | null;

  @Paragraphs(10_000)
  @Field(() => String, { nullable: true, description: 'What it is for. Cannot be cleared.' })
  description?: string | null;

  @Line(120)
  @Field(() => String, { nullable: true, description: 'Topic it is found under.' })
  topic?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether its services have to be completed in order. Cannot be cleared. What is already filed goes on as ever.',
  })
  ordered?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether practices filed from now on go into one folder for each citizen. Cannot be cleared. No practice moves.',
  })
  singleFolder?: boolean | null;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;
}

@InputType({ description: 'Which services a group has, and in which order.' })
export class ArrangeServiceGroupInput {
  @Field(() => ID, { description: 'The group.' })
  groupId!: string;

  @AtMost(LARGEST_GROUP)
  @Field(() => [ID], {
    description:
      'Exactly these services, in this order. One of another group moves here; one that is left out stands on its own.',
  })
  serviceIds!: string[];

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;
}

@InputType({ description: 'One group of services.' })
export class ServiceGroupIdInput {
  @Field(() => ID, { description: 'The group.' })
  groupId!: string;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;
}
