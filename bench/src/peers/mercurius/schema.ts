import { GraphQLScalarType } from 'graphql';

/** The part of the contract that is measured. */
export const schema = `
  scalar DateTime
  scalar JSONObject
  enum Role { CITIZEN OPERATOR ADMIN }
  enum PracticeStatus { DRAFT SUBMITTED REGISTERED UNDER_REVIEW APPROVED REJECTED WITHDRAWN }
  enum PracticeOrder { NEWEST }
  enum MessageVisibility { INTERNAL PUBLIC }
  enum MessagingBlockCode { NOT_FILED_WITH_SPID NOT_TAKEN_IN_CHARGE DECIDED NOT_A_PARTY }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! endCursor: String }
  type Service { id: ID! slug: String! name: String! topic: String publishedUntil: DateTime group: ServiceGroup }
  type ServiceGroup { id: ID! slug: String! name: String! topic: String ordered: Boolean! services: [Service!]! }
  union CatalogueEntry = Service | ServiceGroup
  type CatalogueConnection { nodes: [CatalogueEntry!]! pageInfo: PageInfo! totalCount: Int! }
  type UserProfile { id: ID! role: Role! givenName: String! familyName: String! displayName: String! email: String fiscalCode: String }
  type Actor { role: Role! displayName: String! }
  type MessagingBlock { code: MessagingBlockCode! }
  type MessagingState { canSend: Boolean! canAddNote: Boolean! blocks: [MessagingBlock!]! }
  type Attachment { id: ID! filename: String! mediaType: String! size: Int! sha256: String! }
  type Message {
    id: ID! practice: Practice! visibility: MessageVisibility! body: String! author: Actor! createdAt: DateTime!
    readAt: DateTime attachments: [Attachment!]!
  }
  type MessageConnection { nodes: [Message!]! pageInfo: PageInfo! }
  type Practice {
    id: ID! service: Service! applicant: UserProfile! operator: UserProfile status: PracticeStatus! data: JSONObject!
    protocolNumber: String createdAt: DateTime! submittedAt: DateTime takenInChargeAt: DateTime closedAt: DateTime
    updatedAt: DateTime! awaitingReplyFrom: Role messaging: MessagingState! messages(last: Int = 20): MessageConnection!
  }
  type PracticeConnection { nodes: [Practice!]! pageInfo: PageInfo! }
  input PracticeFilter { status: [PracticeStatus!] }
  type Query {
    practices(filter: PracticeFilter, order: PracticeOrder = NEWEST, first: Int = 20, after: String): PracticeConnection!
    practice(id: ID!): Practice
    catalogue(topic: String, first: Int = 20, after: String): CatalogueConnection!
  }
  type MessageDraft {
    confirmationToken: String! expiresAt: DateTime! practice: Practice! body: String! recipients: [String!]!
    emailSubject: String! emailPreview: String!
  }
  type MessageDraftPayload { draft: MessageDraft! }
  type MessagePayload { message: Message! }
  input WriteMessageInput { practiceId: ID! body: String! }
  input SendMessageInput { confirmationToken: String! }
  type Mutation {
    prepareMessage(input: WriteMessageInput!): MessageDraftPayload!
    sendMessage(input: SendMessageInput!): MessagePayload!
  }
`;

export const scalars = {
  DateTime: new GraphQLScalarType<Date, string>({
    name: 'DateTime',
    serialize: (value) => (value as Date).toISOString(),
  }),
  JSONObject: new GraphQLScalarType({ name: 'JSONObject', serialize: (value) => JSON.parse(String(value)) }),
};
