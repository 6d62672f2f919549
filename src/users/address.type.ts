import { Field, ObjectType } from 'type-graphql';

/** A postal address, as far as it is known. */
@ObjectType({ description: 'A postal address, as far as it is known.', simpleResolvers: true })
export class Address {
  @Field(() => String, { nullable: true, description: 'Street and number.' })
  street!: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code (CAP).' })
  postalCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Municipality.' })
  municipality!: string | null;

  @Field(() => String, { nullable: true, description: 'Province, such as `PI`.' })
  province!: string | null;

  @Field(() => String, { nullable: true, description: 'Country, such as `IT`.' })
  country!: string | null;
}
