import { Field, ID, InputType, Int } from 'type-graphql';
import { Line, Paragraphs, Slug } from '../graphql/constraints.js';
import { DateTime } from '../graphql/scalars.js';
import { ServiceStatus } from './service.entity.js';
import { EXPECTED_VERSION } from './service-group.input.js';

@InputType({ description: 'A service to add to the catalogue.' })
export class CreateServiceInput {
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

  @Paragraphs(10_000)
  @Field(() => String, { nullable: true, description: 'What a citizen has to know or have at hand.' })
  instructions?: string | null;

  @Line(120)
  @Field(() => String, { nullable: true, description: 'Topic it is found under.' })
  topic?: string | null;

  @Field(() => ServiceStatus, {
    nullable: true,
    defaultValue: ServiceStatus.DRAFT,
    description: 'Whether it is published.',
  })
  status?: ServiceStatus | null;

  @Field(() => DateTime, { nullable: true, description: 'Start of publication, inclusive; null: at once.' })
  publishedFrom?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'End of the service, inclusive; null: no end.' })
  publishedUntil?: Date | null;

  @Field(() => ID, { nullable: true, description: 'The group it belongs to: it becomes the last of it.' })
  groupId?: string | null;
}

@InputType({ description: 'What to change of a service: what is left out stays, an explicit null clears.' })
export class UpdateServiceInput {
  @Field(() => ID, { description: 'The service.' })
  serviceId!: string;

  @Slug()
  @Field(() => String, { nullable: true, description: 'Its place in addresses; null makes it from the name anew.' })
  slug?: string | null;

  @Line(200)
  @Field(() => String, { nullable: true, description: 'Name, as citizens see it. Cannot be cleared.' })
  name?: string | null;

  @Paragraphs(10_000)
  @Field(() => String, { nullable: true, description: 'What it is for. Cannot be cleared.' })
  description?: string | null;

  @Paragraphs(10_000)
  @Field(() => String, { nullable: true, description: 'What a citizen has to know or have at hand.' })
  instructions?: string | null;

  @Line(120)
  @Field(() => String, { nullable: true, description: 'Topic it is found under.' })
  topic?: string | null;

  @Field(() => ServiceStatus, { nullable: true, description: 'Whether it is published. Cannot be cleared.' })
  status?: ServiceStatus | null;

  @Field(() => DateTime, { nullable: true, description: 'Start of publication, inclusive; null: at once.' })
  publishedFrom?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'End of the service, inclusive; null: no end.' })
  publishedUntil?: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The group it belongs to: it becomes the last of it. Null: none. No practice moves.',
  })
  groupId?: string | null;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;
}

@InputType({ description: 'One service.' })
export class ServiceIdInput {
  @Field(() => ID, { description: 'The service.' })
  serviceId!: string;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;
}
