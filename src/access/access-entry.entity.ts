import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, type Relation } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';
import { DateTime } from '../graphql/scalars.js';
import { Actor } from '../users/actor.type.js';

/** What somebody of the staff did with a practice. */
export enum AccessKind {
  READ = 'READ',
  CHANGE = 'CHANGE',
  REFUSED = 'REFUSED',
}

registerEnumType(AccessKind, {
  name: 'AccessKind',
  description: 'What somebody of the staff did with a practice.',
  valuesConfig: {
    READ: { description: 'Opened it: its answers, messages or notes.' },
    CHANGE: { description: 'Changed it, or wrote on it.' },
    REFUSED: { description: 'Tried to, and was refused.' },
  },
});

/** A row of the access register: somebody of the staff read or changed a practice, or tried to. Rows are only ever added. */
@ObjectType({
  description:
    'Somebody of the staff read or changed a practice, or tried to: one entry for a person, practice and kind in a quarter of an hour.',
  simpleResolvers: true,
})
@Entity('access_entries')
export class AccessEntry extends BaseEntity {
  @Field(() => AccessKind, { description: 'What was done. To citizens: READ.' })
  @Column('varchar', { length: 10 })
  kind!: AccessKind;

  @Field(() => DateTime, { description: 'When, the first time in its quarter of an hour.' })
  @Column('datetime', { precision: 3 })
  at!: Date;

  @Field(() => Actor, { description: 'Who; to citizens the municipality.' })
  by!: Relation<Actor>;

  @Field(() => String, { nullable: true, description: 'By which operation of the API. Null to citizens.' })
  @Column('varchar', { length: 100 })
  operation!: string | null;

  @Column('varchar', { length: 36 })
  practiceId!: string;

  @Column('varchar', { length: 36 })
  userId!: string;

  /** The quarter of an hour, counted since 1970: with person, practice and kind it is unique. */
  @Column('int')
  quarter!: number;
}
