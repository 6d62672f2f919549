import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Authorized, Ctx, Field, ID, Info, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { registeredChange } from '../access/registered.js';
import type { Context } from '../context.js';
import type { Transaction } from '../database/transaction.js';
import { type Connection, connectionType, ForwardArgs } from '../graphql/pagination.js';
import { connectionSelection, selectionOf } from '../graphql/selection.js';
import { Role } from '../identity/role.js';
import { assignPractice } from './assign-practice.js';
import { approvePractice, rejectPractice, withdrawPractice } from './close-practice.js';
import { createPractice } from './create-practice.js';
import { DeskSummary, readDesk } from './desk.js';
import { Practice } from './practice.entity.js';
import {
  AssignPracticeInput,
  ClosePracticeInput,
  CreatePracticeInput,
  PracticeFilter,
  PracticeIdInput,
  PracticeOrder,
  UpdatePracticeInput,
} from './practice.input.js';
import { readPractice } from './practice.read.js';
import { readPractices } from './practice-list.js';
import { submitPractice } from './submit-practice.js';
import { takeInCharge } from './take-in-charge.js';
import { updatePractice } from './update-practice.js';

@ObjectType({ description: 'The practice as it is after the operation.', simpleResolvers: true })
export class PracticePayload {
  @Field(() => Practice, { description: 'The practice.' })
  practice!: Practice;
}

export const PracticeConnection = connectionType('Practice', () => Practice);

const INPUT = { description: 'What to do, and to which practice.' };

/** Practices: filing, handling, deciding and reading them. */
@Resolver(() => Practice)
export class PracticeResolver {
  @Authorized()
  @Query(() => Practice, {
    nullable: true,
    description: 'A practice that the viewer may see: its applicant, operators of its service, administrators.',
  })
  practice(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Practice | null> {
    return readPractice(context, selectionOf(info), id);
  }

  @Authorized()
  @Query(() => PracticeConnection, {
    description:
      "The practices that the viewer may see: one's own, those of one's services, or all; others' drafts never.",
  })
  practices(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('filter', () => PracticeFilter, { nullable: true, description: 'What to look for.' })
    filter: PracticeFilter | null,
    @Arg('order', () => PracticeOrder, {
      nullable: true,
      defaultValue: PracticeOrder.NEWEST,
      description: 'The order of the list.',
    })
    order: PracticeOrder | null,
    @Args(() => ForwardArgs) page: ForwardArgs,
  ): Promise<Connection<Practice>> {
    return readPractices(context, connectionSelection(info), filter ?? {}, order ?? PracticeOrder.NEWEST, page);
  }

  @Authorized(Role.OPERATOR)
  @Query(() => DeskSummary, { description: "The operator's desk at a glance." })
  desk(@Ctx() context: Context): Promise<DeskSummary> {
    return readDesk(context);
  }

  @Authorized(Role.CITIZEN)
  @Mutation(() => PracticePayload, { description: 'Begins a practice, as a draft that only its applicant sees.' })
  createPractice(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: CreatePracticeInput,
  ) {
    return change(context, info, null, (tx) => createPractice(tx, context.viewer, input));
  }

  @Authorized(Role.CITIZEN)
  @Mutation(() => PracticePayload, { description: 'Replaces the answers of a draft.' })
  updatePractice(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: UpdatePracticeInput,
  ) {
    return change(context, info, input.practiceId, (tx) => updatePractice(tx, context.viewer, input));
  }

  @Authorized(Role.CITIZEN)
  @Mutation(() => PracticePayload, { description: 'Files a draft: it gets its protocol number, and is REGISTERED.' })
  submitPractice(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: PracticeIdInput,
  ) {
    return change(context, info, input.practiceId, (tx) => submitPractice(tx, context.viewer, input.practiceId));
  }

  @Authorized(Role.CITIZEN)
  @Mutation(() => PracticePayload, { description: "Takes one's own practice back before it is decided." })
  withdrawPractice(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: ClosePracticeInput,
  ) {
    return change(context, info, input.practiceId, (tx) => withdrawPractice(tx, context.viewer, input));
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => PracticePayload, { description: 'Takes a registered practice in charge: messages become possible.' })
  takeInCharge(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Arg('input', INPUT) input: PracticeIdInput) {
    return change(context, info, input.practiceId, (tx) => takeInCharge(tx, context.viewer, input.practiceId));
  }

  @Authorized(Role.OPERATOR, Role.ADMIN)
  @Mutation(() => PracticePayload, {
    description: 'Puts an operator in charge, of a practice that nobody has or in place of a colleague.',
  })
  assignPractice(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: AssignPracticeInput,
  ) {
    return change(context, info, input.practiceId, (tx) => assignPractice(tx, context.viewer, input));
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => PracticePayload, {
    description: 'Approves a practice in charge of the viewer: messages end with it.',
  })
  approvePractice(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: ClosePracticeInput,
  ) {
    return change(context, info, input.practiceId, (tx) => approvePractice(tx, context.viewer, input));
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => PracticePayload, {
    description: 'Rejects a practice in charge of the viewer, for a reason: messages end with it.',
  })
  rejectPractice(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: ClosePracticeInput,
  ) {
    return change(context, info, input.practiceId, (tx) => rejectPractice(tx, context.viewer, input));
  }
}

/** Runs a rule, with its row in the access register, then reads what the client asked for of the practice. */
async function change(
  context: Context,
  info: GraphQLResolveInfo,
  practiceId: string | null,
  rule: (tx: Transaction) => Promise<Practice>,
): Promise<PracticePayload> {
  const { id } = await registeredChange(context, practiceId, rule, (practice) => practice.id);
  return { practice: await readPractice(context, selectionOf(info).at('practice'), id) } as PracticePayload;
}
