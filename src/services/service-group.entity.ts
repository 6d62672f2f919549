import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';

/** Several services that together make one, shown as one. */
@ObjectType({
  description: 'Several services that together make one: the catalogue shows it in place of its services.',
  simpleResolvers: true,
})
@Entity('service_groups')
export class ServiceGroup extends BaseEntity {
  @Field({ description: 'Its place in addresses: lower-case words joined by hyphens. Unique among groups.' })
  @Column('varchar', { length: 80 })
  slug!: string;

  @Field({ description: 'Name, as citizens see it.' })
  @Column('varchar', { length: 200 })
  name!: string;

  @Field({ description: 'What it is for. Plain text.' })
  @Column('text')
  description!: string;

  @Field(() => String, { nullable: true, description: 'Topic it is found under, such as `Mobilità e trasporti`.' })
  @Column('varchar', { length: 120, nullable: true })
  topic!: string | null;

  @Field({ description: 'Whether its services have to be completed in order.' })
  @Column('boolean')
  ordered!: boolean;

  @Field({ description: 'Whether all practices of one citizen in this group go into one folder.' })
  @Column('boolean')
  singleFolder!: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      'Grows with every change of the group or of which services it has in which order: see expectedVersion. Null to anybody but the staff.',
  })
  @Column('int')
  version!: number;

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
