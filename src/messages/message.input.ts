import type { FileUpload } from 'graphql-upload/processRequest.mjs';
import { Field, ID, InputType } from 'type-graphql';
import { MOST_FILES } from '../attachments/limits.js';
import { UploadScalar } from '../attachments/upload.scalar.js';
import { AtMost } from '../graphql/constraints.js';

@InputType({ description: 'A message or a note to write.' })
export class WriteMessageInput {
  @Field(() => ID, { description: 'The practice that it belongs to.' })
  practiceId!: string;

  @Field({ description: 'Plain text: 1 to 10,000 characters besides surrounding white space, kept as written.' })
  body!: string;

  @AtMost(MOST_FILES)
  @Field(() => [UploadScalar], {
    nullable: true,
    description:
      'Files to attach: images (JPEG, PNG, GIF, WebP, TIFF, HEIC), PDF and P7M, told by their content; 10 of 25 MB at most. Send them as a GraphQL multipart request.',
  })
  attachments?: Promise<FileUpload>[] | null;

  @Field(() => ID, { nullable: true, description: 'The message of the same practice that it answers.' })
  inReplyToId?: string | null;
}

@InputType({ description: 'A prepared message.' })
export class SendMessageInput {
  @Field({ description: 'As prepareMessage gave it to the same person; good for 15 minutes, and for one message.' })
  confirmationToken!: string;
}

@InputType({ description: 'How far somebody has read.' })
export class MarkMessagesReadInput {
  @Field(() => ID, { description: 'The practice.' })
  practiceId!: string;

  @Field(() => ID, { description: 'The newest message that has been read; those before it count as read too.' })
  upToMessageId!: string;
}

@InputType({ description: 'A message whose notification has failed.' })
export class ResendNotificationInput {
  @Field(() => ID, { description: 'The message.' })
  messageId!: string;
}
