import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../graphql/scalars.js';
import { type AuthenticationFacts, AuthenticationMethod } from './authentication.js';

registerEnumType(AuthenticationMethod, {
  name: 'AuthenticationMethod',
  description: 'How a person proved who they are.',
  valuesConfig: {
    SPID: { description: 'The national digital identity.' },
    CIE: { description: 'The electronic identity card.' },
    CNS: { description: 'The national services card.' },
    PASSWORD: { description: 'A password, or anything else that certifies nothing.' },
  },
});

/** How and when a person proved who they are. */
@ObjectType({ description: 'How and when a person proved who they are.', simpleResolvers: true })
export class Authentication implements AuthenticationFacts {
  @Field(() => AuthenticationMethod, { description: 'The means.' })
  method!: AuthenticationMethod;

  @Field(() => Int, {
    nullable: true,
    description: 'Level of assurance of SPID and CIE, 1 to 3; null for other means.',
  })
  level!: number | null;

  @Field(() => DateTime, { description: 'When.' })
  at!: Date;
}
