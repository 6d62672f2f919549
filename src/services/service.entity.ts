import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, type Relation } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';
import { countsTimes } from '../graphql/cost.js';
import { DateTime } from '../graphql/scalars.js';
import { ServiceGroup } from './service-group.entity.js';

/** What an administrator decided about a service. */
export enum ServiceStatus {
  DRAFT = 'DRAFT',
  PUBLISHED = 'PUBLISHED',
  SUSPENDED = 'SUSPENDED',
  RETIRED = 'RETIRED',
}

registerEnumType(ServiceStatus, {
  name: 'ServiceStatus',
  description: 'What an administrator decided about a service.',
  valuesConfig: {
    DRAFT: { description: 'Being prepared: citizens do not see it.' },
    PUBLISHED: { description: 'Open to citizens within its period.' },
    SUSPENDED: { description: 'Closed for the time being; practices already submitted go on.' },
    RETIRED: { description: 'Closed for good; practices already submitted go on.' },
  },
});

/** Whether a practice can be filed, at an instant. */
export enum ServiceAvailability {
  AVAILABLE = 'AVAILABLE',
  NOT_PUBLISHED = 'NOT_PUBLISHED',
  NOT_YET_OPEN = 'NOT_YET_OPEN',
  CLOSED = 'CLOSED',
  SUSPENDED = 'SUSPENDED',
}

registerEnumType(ServiceAvailability, {
  name: 'ServiceAvailability',
  description: 'Whether a practice can be filed now, and if not, why.',
  valuesConfig: {
    AVAILABLE: { description: 'Practices can be filed.' },
    NOT_PUBLISHED: { description: 'A draft, or retired.' },
    NOT_YET_OPEN: { description: 'Published; its period has not begun.' },
    CLOSED: { description: 'Published; its period is over.' },
    SUSPENDED: { description: 'Suspended by the municipality for the time being.' },
  },
});

/** An entry of the catalogue that a practice is filed for. */
@ObjectType({ description: 'An entry of the catalogue that a practice is filed for.', simpleResolvers: true })
@Entity('services')
export class Service extends BaseEntity {
  @Field({ description: 'Its place in addresses: lower-case words joined by hyphens. Unique.' })
  @Column('varchar', { length: 80 })
  slug!: string;

  @Field({ description: 'Name, as citizens see it.' })
  @Column('varchar', { length: 200 })
  name!: string;

  @Field({ description: 'What it is for. Plain text.' })
  @Column('text')
  description!: string;

  @Field(() => String, { nullable: true, description: 'What a citizen has to know or have at hand. Plain text.' })
  @Column('text', { nullable: true })
  instructions!: string | null;

  @Field(() => String, { nullable: true, description: 'Topic it is found under, such as `Mobilità e trasporti`.' })
  @Column('varchar', { length: 120, nullable: true })
  topic!: string | null;

  @Field(() => ServiceStatus, { description: 'What an administrator decided about it.' })
  @Column('varchar', { length: 10 })
  status!: ServiceStatus;

  @Field(() => DateTime, { nullable: true, description: 'Start of publication, inclusive; null: at once.' })
  @Column('datetime', { precision: 3, nullable: true })
  publishedFrom!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'End of the service, inclusive: open at that instant, closed after it; null: no end.',
  })
  @Column('datetime', { precision: 3, nullable: true })
  publishedUntil!: Date | null;

  @Field(() => ServiceAvailability, { description: 'Whether a practice can be filed now: of status and dates.' })
  availability!: ServiceAvailability;

  @Field(() => ServiceGroup, {
    nullable: true,
    description: 'The group it belongs to; null when it stands on its own, and to citizens while the group is hidden.',
    complexity: countsTimes(5),
  })
  group!: Relation<ServiceGroup> | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Its place in the group, from 1 on. Citizens count what is not in preparation.',
  })
  @Column('int', { nullable: true })
  position!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Grows with every change: see expectedVersion. Null to anybody but the staff.',
  })
  @Column('int', { default: 1 })
  version!: number;

  @Column('varchar', { length: 36, nullable: true })
  groupId!: string | null;

  /** Words of name, topic and description as they are searched for: see searchable(). */
  @Column('text')
  searchText!: string;

  /** The name as lists are sorted: see searchable(). */
  @Column('varchar', { length: 200 })
  sortName!: string;

  @Column('datetime', { precision: 3 })
  createdAt!: Date;

  @Column('datetime', { precision: 3 })
  updatedAt!: Date;
}
