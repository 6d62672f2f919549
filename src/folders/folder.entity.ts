import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, type Relation } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';
import { countsTimes } from '../graphql/cost.js';
import { DateTime } from '../graphql/scalars.js';
import { Practice } from '../practices/practice.entity.js';
import { ServiceGroup } from '../services/service-group.entity.js';

/** The registry folder that keeps related practices of one applicant together. */
@ObjectType({
  description: 'The registry folder that keeps related practices of one applicant together (fascicolo).',
  simpleResolvers: true,
})
@Entity('folders')
export class Folder extends BaseEntity {
  @Field({ description: 'Its number in the registry, such as `2026/FASC-0000001`.' })
  @Column('varchar', { length: 30, nullable: true })
  number!: string;

  @Field(() => ServiceGroup, {
    nullable: true,
    description: 'The group of services that it was opened for; null once that is deleted.',
  })
  group!: Relation<ServiceGroup> | null;

  @Field(() => DateTime, { description: 'When its first practice was filed.' })
  @Column('datetime', { precision: 3 })
  openedAt!: Date;

  @Field(() => [Practice], {
    description: 'Its practices that the viewer may see, oldest first.',
    complexity: countsTimes(10),
  })
  practices!: Relation<Practice>[];

  @Column('varchar', { length: 36 })
  applicantId!: string;

  @Column('varchar', { length: 36, nullable: true })
  groupId!: string | null;

  /**
   * The group again, when this is the folder that the applicant's practices of it go into unless they say otherwise:
   * a unique key decides that there is one of those. Null for those that newFolder opened besides.
   */
  @Column('varchar', { length: 36, nullable: true })
  automaticFor!: string | null;
}
