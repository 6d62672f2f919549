import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../graphql/scalars.js';
import { DeliveryState } from '../outbox/outbox-item.entity.js';

/** What became of the mail that tells of a message. */
@ObjectType({ description: 'What became of the mail that tells of a message.', simpleResolvers: true })
export class EmailNotification {
  @Field(() => DeliveryState, { description: 'Where it stands.' })
  state!: DeliveryState;

  @Field(() => Int, { description: 'How often the mail server answered to a try.' })
  attempts!: number;

  @Field(() => DateTime, { nullable: true, description: 'When the mail server accepted it.' })
  sentAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why the last try did not succeed. To staff only.' })
  lastError!: string | null;
}
