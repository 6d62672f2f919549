import { GraphQLScalarType } from 'graphql';
import GraphQLUpload from 'graphql-upload/GraphQLUpload.mjs';

/** A file of a multipart request, as graphql-upload has it. */
export const UploadScalar = new GraphQLScalarType({
  ...GraphQLUpload.toConfig(),
  description:
    'A file of a GraphQL multipart request (https://github.com/jaydenseric/graphql-multipart-request-spec), which takes the header `apollo-require-preflight`.',
});
