import { Field, ID, InputType } from 'type-graphql';
import { AtMost, EmailAddress, Language, Line } from '../graphql/constraints.js';
import { Role } from '../identity/role.js';

@InputType({ description: 'The credentials of an operator or administrator.' })
export class SignInInput {
  @Field({ description: 'The address that an administrator gave the account.' })
  email!: string;

  @Field({ description: 'The password.' })
  password!: string;
}

@InputType({ description: "A new password for the viewer's account." })
export class ChangePasswordInput {
  @Field({ description: 'The password as it is.' })
  currentPassword!: string;

  @Field({ description: 'The new one: 12 to 200 characters.' })
  newPassword!: string;
}

@InputType({
  description: 'How the viewer shall be reached: what is left out stays, an explicit null clears what they chose.',
})
export class UpdateProfileInput {
  @EmailAddress()
  @Field(() => String, {
    nullable: true,
    description: "One address for mails. null: the identity provider's, or of the staff the one they sign in with.",
  })
  email?: string | null;

  @Line(40)
  @Field(() => String, {
    nullable: true,
    description: "Telephone number: 1 to 40 characters. null: the identity provider's.",
  })
  phone?: string | null;

  @Language()
  @Field(() => String, {
    nullable: true,
    description: 'The language of mails and explanations: it or en. null: it.',
  })
  locale?: string | null;
}

@InputType({ description: 'An operator or administrator to add.' })
export class CreateUserInput {
  @Field(() => Role, { description: 'OPERATOR or ADMIN: citizens add themselves by signing in.' })
  role!: Role;

  @Line(255)
  @Field({ description: 'First name or names.' })
  givenName!: string;

  @Line(255)
  @Field({ description: 'Family name.' })
  familyName!: string;

  @EmailAddress()
  @Field({ description: 'Where their mails go, and what they sign in with. Unique among the staff.' })
  email!: string;

  @AtMost(500)
  @Field(() => [ID], { nullable: true, description: 'The services that an operator shall handle.' })
  serviceIds?: string[] | null;
}

@InputType({ description: 'What to change of a user: what is left out stays.' })
export class UpdateUserInput {
  @Field(() => ID, { description: 'The user.' })
  userId!: string;

  @Line(255)
  @Field(() => String, { nullable: true, description: 'First name or names; of the staff only.' })
  givenName?: string | null;

  @Line(255)
  @Field(() => String, { nullable: true, description: 'Family name; of the staff only.' })
  familyName?: string | null;

  @EmailAddress()
  @Field(() => String, { nullable: true, description: 'Where mails go and what they sign in with; of the staff only.' })
  email?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'false ends every session of theirs and lets them in no more.' })
  active?: boolean | null;

  @AtMost(500)
  @Field(() => [ID], { nullable: true, description: 'Exactly the services that an operator shall handle.' })
  serviceIds?: string[] | null;
}
