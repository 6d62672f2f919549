import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Authorized, Ctx, Field, ID, Info, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { type Connection, connectionType, ForwardArgs } from '../graphql/pagination.js';
import { connectionSelection, selectionOf } from '../graphql/selection.js';
import { Role } from '../identity/role.js';
import { createService } from './create-service.js';
import { deleteService } from './delete-service.js';
import { Service, ServiceStatus } from './service.entity.js';
import { CreateServiceInput, ServiceIdInput, UpdateServiceInput } from './service.input.js';
import { findVisibleService, readService } from './service.read.js';
import { readServices } from './service-list.js';
import { updateService } from './update-service.js';

export const ServiceConnection = connectionType('Service', () => Service);

@ObjectType({ description: 'The service as it is after the operation.', simpleResolvers: true })
class ServicePayload {
  @Field(() => Service, { description: 'The service.' })
  service!: Service;
}

@ObjectType({ description: 'The service that is gone.', simpleResolvers: true })
class DeleteServicePayload {
  @Field(() => ID, { description: 'The id it had.' })
  deletedId!: string;
}

const INPUT = { description: 'What the service shall be.' };

/** Services: keeping and reading them. */
@Resolver(() => Service)
export class ServiceResolver {
  @Query(() => Service, {
    nullable: true,
    description: 'The service with this slug: to anybody while it is available, to the staff always.',
  })
  service(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('slug', () => String, { description: 'Its place in addresses.' }) slug: string,
  ): Promise<Service | null> {
    return findVisibleService(context, selectionOf(info), slug);
  }

  @Authorized(Role.OPERATOR, Role.ADMIN)
  @Query(() => ServiceConnection, { description: 'Every service, hidden ones too, by name.' })
  services(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Words of name, topic or description; each has to be found.',
    })
    search: string | null,
    @Arg('status', () => [ServiceStatus], { nullable: true, description: 'In one of these statuses.' })
    status: ServiceStatus[] | null,
    @Args(() => ForwardArgs) page: ForwardArgs,
  ): Promise<Connection<Service>> {
    return readServices(context, connectionSelection(info), { search, status }, page);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => ServicePayload, {
    description: 'Adds a service to the catalogue, as a draft unless it says otherwise.',
  })
  async createService(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: CreateServiceInput,
  ) {
    const { id } = await context.database.transaction((tx) => createService(tx, input));
    return { service: await readService(context, selectionOf(info).at('service'), id) };
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => ServicePayload, { description: 'Changes a service. Practices already filed go on as ever.' })
  async updateService(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', INPUT) input: UpdateServiceInput,
  ) {
    const { id } = await context.database.transaction((tx) => updateService(tx, input));
    return { service: await readService(context, selectionOf(info).at('service'), id) };
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => DeleteServicePayload, {
    description: 'Deletes a service that has no practices. One that has any is retired instead: CONFLICT.',
  })
  async deleteService(@Ctx() context: Context, @Arg('input', INPUT) input: ServiceIdInput) {
    return { deletedId: await context.database.transaction((tx) => deleteService(tx, input)) };
  }
}
