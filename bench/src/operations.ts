/** The operations that are measured, as a client of Stanza writes them. The floor knows them by their names. */
export const DOCUMENTS = {
  Desk: `query Desk($after: String) {
  practices(filter: { status: [UNDER_REVIEW] }, order: NEWEST, first: 20, after: $after) {
    nodes {
      id
      protocolNumber
      status
      createdAt
      updatedAt
      awaitingReplyFrom
      service { id name group { id name } }
      applicant { id displayName }
      messages(last: 5) {
        nodes {
          id
          visibility
          body
          createdAt
          author { role displayName }
          attachments { id filename mediaType size }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,

  Practice: `query Practice($id: ID!) {
  practice(id: $id) {
    id
    protocolNumber
    status
    data
    createdAt
    submittedAt
    takenInChargeAt
    updatedAt
    awaitingReplyFrom
    service { id name group { id name } }
    applicant { id displayName email fiscalCode }
    operator { id displayName }
    messaging { canSend canAddNote blocks { code } }
    messages(last: 50) {
      nodes {
        id
        visibility
        body
        createdAt
        readAt
        author { role displayName }
        attachments { id filename mediaType size }
      }
      pageInfo { hasPreviousPage }
    }
  }
}`,

  Catalogue: `query Catalogue($topic: String, $after: String) {
  catalogue(topic: $topic, first: 20, after: $after) {
    totalCount
    nodes {
      __typename
      ... on Service { id slug name topic publishedUntil }
      ... on ServiceGroup { id slug name topic ordered services { id name } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,

  Prepare: `mutation Prepare($input: WriteMessageInput!) {
  prepareMessage(input: $input) {
    draft { confirmationToken expiresAt body recipients emailSubject emailPreview practice { id protocolNumber } }
  }
}`,

  Send: `mutation Send($input: SendMessageInput!) {
  sendMessage(input: $input) {
    message { id visibility body createdAt author { role displayName } practice { id awaitingReplyFrom } }
  }
}`,
} as const;

export type DocumentName = keyof typeof DOCUMENTS;
