import { type GraphQLObjectType, GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { AccessResolver, PracticeAccessResolver } from './access/access.resolver.js';
import { ExportResolver } from './export/export.resolver.js';
import { errorCodeType } from './graphql/errors.js';
import { validateArguments } from './graphql/validate.js';
import { authorize } from './identity/authorize.js';
import { MessageResolver } from './messages/message.resolver.js';
import { TimelineResolver } from './messages/timeline.resolver.js';
import { OutboxResolver } from './outbox/outbox.resolver.js';
import { JourneyResolver } from './practices/journey.resolver.js';
import { PracticeResolver } from './practices/practice.resolver.js';
import { CatalogueResolver } from './services/catalogue.resolver.js';
import { ServiceResolver } from './services/service.resolver.js';
import { ServiceGroupResolver } from './services/service-group.resolver.js';
import { UserResolver } from './users/user.resolver.js';

/** The table of contents of the API. */
const resolvers = [
  AccessResolver,
  PracticeAccessResolver,
  UserResolver,
  CatalogueResolver,
  ExportResolver,
  ServiceResolver,
  ServiceGroupResolver,
  PracticeResolver,
  JourneyResolver,
  MessageResolver,
  TimelineResolver,
  OutboxResolver,
] as const;

/** Builds the schema from the code. */
export function createSchema(): GraphQLSchema {
  const built = buildSchemaSync({ resolvers: [...resolvers], authChecker: authorize, validateFn: validateArguments });
  const { types, ...config } = built.toConfig();
  const schema = new GraphQLSchema({ ...config, types: [...types, errorCodeType] });
  describe(schema.getQueryType(), 'What can be read. What a viewer may not see is null, as if it did not exist.');
  describe(schema.getMutationType(), 'What can be done. Each takes one `input`; a refusal says why by its ErrorCode.');
  return schema;
}

function describe(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) type.description = description;
}
