import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../graphql/scalars.js';
import { DeliveryState } from './outbox-item.entity.js';

/** By which way something goes out. */
export enum OutboxChannel {
  MAIL = 'MAIL',
  WEBHOOK = 'WEBHOOK',
}

registerEnumType(OutboxChannel, {
  name: 'OutboxChannel',
  description: 'By which way something goes out.',
  valuesConfig: {
    MAIL: { description: 'A mail to one person, by way of SMTP_URL.' },
    WEBHOOK: { description: 'An event for another system, posted to WEBHOOK_URL.' },
  },
});

/** A mail, or an event for another system, as administrators see it: what it says is not among it. */
@ObjectType({
  description: 'A mail, or an event for another system, on its way out. What it says is not shown.',
  simpleResolvers: true,
})
export class OutboxEntry {
  @Field(() => ID, { description: "Its id: in a mail's Message-ID, and in an event." })
  id!: string;

  @Field(() => OutboxChannel, { description: 'By which way it goes out.' })
  channel!: OutboxChannel;

  @Field({
    description:
      'What it tells: of mails `message`, `message.undelivered` or `practice.…`, of events `message.sent` or `practice.status_changed`.',
  })
  kind!: string;

  @Field(() => ID, { nullable: true, description: 'The practice that it is about.' })
  practiceId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The message that it tells of: what resendNotification takes.' })
  messageId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The address of a mail. Null when its recipient has none that a mail can go to, and for events.',
  })
  recipient!: string | null;

  @Field(() => DeliveryState, { description: 'Where it stands.' })
  state!: DeliveryState;

  @Field(() => Int, { description: 'How often the other side answered to a try.' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why the last try did not succeed, in words.' })
  lastError!: string | null;

  @Field(() => DateTime, { description: 'When it was queued, with the change that it tells.' })
  createdAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it is due, or, while it is being sent, when that is taken for lost. Null unless it is QUEUED.',
  })
  nextAttemptAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When the other side accepted it.' })
  sentAt!: Date | null;
}
