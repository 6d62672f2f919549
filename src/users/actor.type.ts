import { Field, ObjectType } from 'type-graphql';
import type { Relation } from 'typeorm';
import { Role } from '../identity/role.js';
import { UserProfile } from './user-profile.entity.js';

/** Who did something, as the viewer may know it (R14). */
@ObjectType({
  description:
    'Who did something, as the viewer may know it: to citizens an operator is shown as the municipality, without a profile.',
  simpleResolvers: true,
})
export class Actor {
  @Field(() => Role, { description: 'CITIZEN, or the role on the staff; to citizens all staff are OPERATOR.' })
  role!: Role;

  @Field({ description: "The person's name; to citizens the municipality's in place of an operator's." })
  displayName!: string;

  @Field(() => UserProfile, { nullable: true, description: 'The person; null where the viewer may not know them.' })
  profile!: Relation<UserProfile> | null;
}
