import { Field, ID, ObjectType } from 'type-graphql';
import { PrimaryColumn } from 'typeorm';

/** What every stored thing has: a UUIDv7 as its key. */
@ObjectType({ simpleResolvers: true })
export abstract class BaseEntity {
  @Field(() => ID, { description: 'UUIDv7: ids sort by the time at which they were made.' })
  @PrimaryColumn('varchar', { length: 36 })
  id!: string;
}
