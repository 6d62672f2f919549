import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Authorized, Ctx, Field, Info, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { type Connection, connectionType, ForwardArgs } from '../graphql/pagination.js';
import { DateTime } from '../graphql/scalars.js';
import { connectionSelection, selectionOf } from '../graphql/selection.js';
import { generateTemporaryPassword, hashPassword } from '../identity/password.js';
import { Role } from '../identity/role.js';
import { signIn } from '../identity/sign-in.js';
import { changeOwnPassword } from './change-own-password.js';
import { createUser } from './create-user.js';
import { updateProfile } from './update-profile.js';
import { updateUser } from './update-user.js';
import {
  ChangePasswordInput,
  CreateUserInput,
  SignInInput,
  UpdateProfileInput,
  UpdateUserInput,
} from './user.input.js';
import { readUsers } from './user-list.js';
import { UserProfile } from './user-profile.entity.js';
import { readMe, readUser } from './user-profile.read.js';

export const UserConnection = connectionType('User', () => UserProfile);

@ObjectType({ description: 'A session of an operator or administrator.', simpleResolvers: true })
class SignInPayload {
  @Field({ description: 'Send it as `Authorization: Bearer …`.' })
  accessToken!: string;

  @Field(() => DateTime, { description: 'When it expires: after one hour.' })
  expiresAt!: Date;

  @Field(() => UserProfile, { description: 'Who signed in.' })
  user!: UserProfile;
}

@ObjectType({ description: 'The user as they are after the operation.', simpleResolvers: true })
class UserPayload {
  @Field(() => UserProfile, { description: 'The user.' })
  user!: UserProfile;
}

@ObjectType({ description: 'A user who was added.', simpleResolvers: true })
class CreateUserPayload {
  @Field(() => UserProfile, { description: 'The user.' })
  user!: UserProfile;

  @Field({ description: 'Shown this once: to be changed at the first sign-in.' })
  temporaryPassword!: string;
}

const INPUT = { description: 'What to do, and whom it concerns.' };

/** What an attempt at a password costs of what one operation may ask for: a handful, not hundreds. */
const PASSWORD_COMPLEXITY = 4_000;

/** Users: signing in, keeping and reading them. */
@Resolver(() => UserProfile)
export class UserResolver {
  @Query(() => UserProfile, { nullable: true, description: 'Who is signed in; null when nobody is.' })
  me(@Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<UserProfile | null> {
    return readMe(context, selectionOf(info));
  }

  @Authorized(Role.ADMIN)
  @Query(() => UserConnection, { description: 'Every user, newest first.' })
  users(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('role', () => Role, { nullable: true, description: 'In this role.' }) role: Role | null,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Words of the name, or the e-mail address; each has to be found.',
    })
    search: string | null,
    @Args(() => ForwardArgs) page: ForwardArgs,
  ): Promise<Connection<UserProfile>> {
    return readUsers(context, connectionSelection(info), { role, search }, page);
  }

  @Mutation(() => SignInPayload, {
    complexity: PASSWORD_COMPLEXITY,
    description: 'Signs an operator or administrator in, with the credentials that an administrator gave them.',
  })
  async signIn(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Arg('input', INPUT) input: SignInInput) {
    const { userId, ...session } = await signIn(context, input.email, input.password);
    return { ...session, user: await readUser(context, selectionOf(info).at('user'), userId) };
  }

  @Authorized(Role.OPERATOR, Role.ADMIN)
  @Mutation(() => UserPayload, {
    complexity: PASSWORD_COMPLEXITY,
    description:
      "Changes the viewer's password and ends all their sessions, this one too: sign in again with the new one.",
  })
  async changePassword(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: ChangePasswordInput,
  ) {
    const { id } = await changeOwnPassword(context, input);
    return { user: await readUser(context, selectionOf(info).at('user'), id) };
  }

  @Authorized()
  @Mutation(() => UserPayload, {
    description:
      "Changes the viewer's address, telephone and language. What SPID certifies cannot be edited; no sign-in changes these.",
  })
  async updateProfile(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: UpdateProfileInput,
  ) {
    const { id } = await context.database.transaction((tx) => updateProfile(tx, context.viewer, input));
    return { user: await readUser(context, selectionOf(info).at('user'), id) };
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => CreateUserPayload, { description: 'Adds an operator or administrator, with a temporary password.' })
  async createUser(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: CreateUserInput,
  ) {
    const temporaryPassword = generateTemporaryPassword();
    const passwordHash = await hashPassword(temporaryPassword);
    const { id } = await context.database.transaction((tx) => createUser(tx, input, passwordHash));
    return { temporaryPassword, user: await readUser(context, selectionOf(info).at('user'), id) };
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => UserPayload, {
    description: 'Changes a user: whether they are let in, and of the staff their name, address and services.',
  })
  async updateUser(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: UpdateUserInput,
  ) {
    const { id } = await context.database.transaction((tx) => updateUser(tx, input));
    return { user: await readUser(context, selectionOf(info).at('user'), id) };
  }
}
