import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { countsTimes } from '../graphql/cost.js';
import { Service } from '../services/service.entity.js';
import { Practice } from './practice.entity.js';

/** How far a citizen is with one step of a group. */
export enum JourneyState {
  DONE = 'DONE',
  IN_PROGRESS = 'IN_PROGRESS',
  POSSIBLE = 'POSSIBLE',
  BLOCKED = 'BLOCKED',
}

registerEnumType(JourneyState, {
  name: 'JourneyState',
  description: 'How far a citizen is with one step of a group.',
  valuesConfig: {
    DONE: { description: 'A practice has been approved.' },
    IN_PROGRESS: {
      description: 'A practice has been filed and is not decided, or there is a draft that can be filed.',
    },
    POSSIBLE: { description: 'A practice can be begun and filed now.' },
    BLOCKED: {
      description: 'None can be filed now: earlier steps are missing, see waitsFor, or the service is not available.',
    },
  },
});

/** One step of a citizen's way through a service group. */
@ObjectType({ description: "One step of a citizen's way through a service group.", simpleResolvers: true })
export class JourneyStep {
  @Field(() => Service, { description: 'The service.' })
  service!: Service;

  @Field(() => JourneyState, { description: 'How far the citizen is with it.' })
  state!: JourneyState;

  @Field(() => Practice, {
    nullable: true,
    description: 'Their practice of it: the approved one, else the one that is going on, else the last.',
  })
  practice!: Practice | null;

  @Field(() => [Service], {
    description: 'The earlier services of which an approved practice is missing, when that is what blocks it.',
    complexity: countsTimes(5),
  })
  waitsFor!: Service[];
}
