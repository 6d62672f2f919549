import { Field, ObjectType, registerEnumType } from 'type-graphql';

/** What can stand in the way of a message. */
export enum MessagingBlockCode {
  NOT_FILED_WITH_SPID = 'NOT_FILED_WITH_SPID',
  NOT_TAKEN_IN_CHARGE = 'NOT_TAKEN_IN_CHARGE',
  DECIDED = 'DECIDED',
  NOT_A_PARTY = 'NOT_A_PARTY',
}

registerEnumType(MessagingBlockCode, {
  name: 'MessagingBlockCode',
  description: 'What can stand in the way of a message.',
  valuesConfig: {
    NOT_FILED_WITH_SPID: {
      description: 'The applicant was not identified with SPID, at a sufficient level, when filing.',
    },
    NOT_TAKEN_IN_CHARGE: { description: 'No operator has taken the practice in charge yet.' },
    DECIDED: { description: 'The practice is approved, rejected or withdrawn.' },
    NOT_A_PARTY: { description: 'The viewer is neither the applicant nor the operator in charge.' },
  },
});

/** One thing that stands in the way of a message. */
@ObjectType({ description: 'One thing that stands in the way of a message.', simpleResolvers: true })
export class MessagingBlock {
  @Field(() => MessagingBlockCode, { description: 'What it is, for programs.' })
  code!: MessagingBlockCode;

  @Field({ description: 'What it is and what would unlock it, for people, in the language of the request.' })
  explanation!: string;
}

/** Whether the viewer can write on a practice now. */
@ObjectType({
  description:
    'Whether the viewer can send a message on the practice now and, if not, everything that stands in the way: what a client shows in place of the button.',
  simpleResolvers: true,
})
export class MessagingState {
  @Field({ description: 'Whether prepareMessage would be accepted now.' })
  canSend!: boolean;

  @Field({ description: 'Whether addNote would be accepted now.' })
  canAddNote!: boolean;

  @Field(() => [MessagingBlock], { description: 'All that stands in the way of a message; empty when canSend.' })
  blocks!: MessagingBlock[];
}
