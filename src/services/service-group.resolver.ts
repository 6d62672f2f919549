import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { Context } from '../context.js';
import type { Transaction } from '../database/transaction.js';
import { batch } from '../graphql/batch.js';
import { countsTimes } from '../graphql/cost.js';
import { type Connection, connectionType, ForwardArgs } from '../graphql/pagination.js';
import { contextBelow } from '../graphql/reading-instant.js';
import { connectionSelection, selectionOf } from '../graphql/selection.js';
import { Role } from '../identity/role.js';
import { arrangeServiceGroup } from './arrange-service-group.js';
import { createServiceGroup } from './create-service-group.js';
import { deleteServiceGroup } from './delete-service-group.js';
import { Service } from './service.entity.js';
import { assertMay, seesHidden } from './service.policy.js';
import { readServicesOfGroups } from './service.read.js';
import { ServiceGroup } from './service-group.entity.js';
import {
  ArrangeServiceGroupInput,
  CreateServiceGroupInput,
  ServiceGroupIdInput,
  UpdateServiceGroupInput,
} from './service-group.input.js';
import { findVisibleGroup, readServiceGroup } from './service-group.read.js';
import { readServiceGroups } from './service-group-list.js';
import { updateServiceGroup } from './update-service-group.js';

export const ServiceGroupConnection = connectionType('ServiceGroup', () => ServiceGroup);

@ObjectType({ description: 'The group as it is after the operation.', simpleResolvers: true })
class ServiceGroupPayload {
  @Field(() => ServiceGroup, { description: 'The group.' })
  group!: ServiceGroup;
}

@ObjectType({ description: 'The group that is gone.', simpleResolvers: true })
class DeleteServiceGroupPayload {
  @Field(() => ID, { description: 'The id it had.' })
  deletedId!: string;
}

const INPUT = { description: 'What the group shall be.' };

/** Groups of services: keeping and reading them. */
@Resolver(() => ServiceGroup)
export class ServiceGroupResolver {
  @Query(() => ServiceGroup, {
    nullable: true,
    description: 'The group with this slug: to anybody while one of its services is available, to the staff always.',
  })
  serviceGroup(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('slug', () => String, { description: 'Its place in addresses.' }) slug: string,
  ): Promise<ServiceGroup | null> {
    return findVisibleGroup(context, selectionOf(info), slug);
  }

  @Authorized(Role.OPERATOR, Role.ADMIN)
  @Query(() => ServiceGroupConnection, { description: 'Every group, hidden ones too, by name.' })
  serviceGroups(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Words of name, topic or description, of the group or of its services; each has to be found.',
    })
    search: string | null,
    @Args(() => ForwardArgs) page: ForwardArgs,
  ): Promise<Connection<ServiceGroup>> {
    return readServiceGroups(context, connectionSelection(info), search, page);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => ServiceGroupPayload, {
    description: 'Adds a group of services. Citizens see it once one of its services is available.',
  })
  createServiceGroup(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: CreateServiceGroupInput,
  ) {
    return change(context, info, (tx) => createServiceGroup(tx, input));
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => ServiceGroupPayload, { description: 'Changes a group. What is already filed stays as it is.' })
  updateServiceGroup(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: UpdateServiceGroupInput,
  ) {
    return change(context, info, (tx) => updateServiceGroup(tx, input));
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => ServiceGroupPayload, {
    description: 'Gives a group exactly these services, in this order. What is already filed stays as it is.',
  })
  arrangeServiceGroup(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: ArrangeServiceGroupInput,
  ) {
    return change(context, info, (tx) => arrangeServiceGroup(tx, input));
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => DeleteServiceGroupPayload, {
    description: 'Deletes a group: its services stand on their own, its folders and practices stay.',
  })
  async deleteServiceGroup(@Ctx() context: Context, @Arg('input', INPUT) input: ServiceGroupIdInput) {
    return { deletedId: await context.database.transaction((tx) => deleteServiceGroup(tx, input)) };
  }

  @FieldResolver(() => [Service], {
    description: 'Its services, in order.',
    complexity: countsTimes(10),
  })
  async services(
    @Root() group: ServiceGroup,
    @Ctx() request: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('availableOnly', () => Boolean, {
      nullable: true,
      defaultValue: true,
      description: 'Only those that are available. Only administrators and operators may pass false.',
    })
    availableOnly: boolean | null,
  ): Promise<Service[]> {
    if (availableOnly === false) assertMay(request.viewer, seesHidden);
    const context = contextBelow(group, request);
    return batch(context, info, group.id, [], (groupIds) =>
      readServicesOfGroups(context, selectionOf(info), { groupIds, availableOnly: availableOnly !== false }),
    );
  }
}

/** Runs a rule in a transaction of its own, then reads what the client asked for of the group. */
async function change(
  context: Context,
  info: GraphQLResolveInfo,
  rule: (tx: Transaction) => Promise<ServiceGroup>,
): Promise<ServiceGroupPayload> {
  const { id } = await context.database.transaction(rule);
  return { group: await readServiceGroup(context, selectionOf(info).at('group'), id) } as ServiceGroupPayload;
}
