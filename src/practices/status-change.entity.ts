import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, type Relation } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';
import { DateTime } from '../graphql/scalars.js';
import { Actor } from '../users/actor.type.js';
import { PracticeStatus } from './practice.entity.js';

/** One change of a practice's status: a row of its history. */
@ObjectType({ description: "One change of a practice's status.", simpleResolvers: true })
@Entity('status_changes')
export class StatusChange extends BaseEntity {
  @Field(() => PracticeStatus, { nullable: true, description: 'The status before; null for the first.' })
  @Column('varchar', { length: 12, nullable: true })
  from!: PracticeStatus | null;

  @Field(() => PracticeStatus, { description: 'The status after.' })
  @Column('varchar', { length: 12 })
  to!: PracticeStatus;

  @Field(() => DateTime, { description: 'When.' })
  @Column('datetime', { precision: 3 })
  at!: Date;

  @Field(() => Actor, { description: 'Who changed it, as the viewer may know it.' })
  by!: Relation<Actor>;

  @Field(() => String, { nullable: true, description: 'The reason that was given.' })
  @Column('text', { nullable: true })
  note!: string | null;

  @Column('varchar', { length: 36 })
  practiceId!: string;

  @Column('varchar', { length: 36 })
  actorId!: string;
}
