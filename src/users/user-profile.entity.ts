import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, type Relation } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';
import { Authentication } from '../identity/authentication.type.js';
import { Role } from '../identity/role.js';
import { Service } from '../services/service.entity.js';
import { Address } from './address.type.js';

const CERTIFIED =
  'Certified by SPID. Null unless the person identified with SPID; shown to the person in a session that was itself ' +
  'opened with SPID, to operators on practices filed with SPID, and to administrators.';

/** A citizen, an operator or an administrator. */
@ObjectType({
  description: 'A person who uses the service: a citizen, an operator or an administrator.',
  simpleResolvers: true,
})
@Entity('users')
export class UserProfile extends BaseEntity {
  @Field(() => Role, { description: 'What the person is to the service.' })
  @Column('varchar', { length: 10 })
  role!: Role;

  @Field({ description: 'First name or names.' })
  @Column('varchar', { length: 255 })
  givenName!: string;

  @Field({ description: 'Family name.' })
  @Column('varchar', { length: 255 })
  familyName!: string;

  @Field({ description: 'The whole name as a page shows it.' })
  displayName!: string;

  /** The address that the person chose; for staff the one an administrator gave. */
  @Field(() => String, {
    nullable: true,
    description: 'Where mails go: the address that the person chose, else the one their identity provider gave.',
  })
  @Column('varchar', { length: 255, nullable: true })
  email!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The telephone number that the person chose, else the one their identity provider gave.',
  })
  @Column('varchar', { length: 40, nullable: true })
  phone!: string | null;

  @Field({ description: 'The language of mails and explanations: it or en.' })
  @Column('varchar', { length: 2 })
  locale!: string;

  @Field(() => String, { nullable: true, description: `Codice fiscale, upper case, without a prefix. ${CERTIFIED}` })
  @Column('varchar', { length: 16, nullable: true })
  fiscalCode!: string | null;

  @Field(() => Address, { nullable: true, description: `Domicile. ${CERTIFIED}` })
  @Column('simple-json', { nullable: true })
  domicile!: Relation<Address> | null;

  @Field(() => String, { nullable: true, description: `The code by which SPID knows the person. ${CERTIFIED}` })
  @Column('varchar', { length: 255, nullable: true })
  spidCode!: string | null;

  @Field(() => String, { nullable: true, description: `Date of birth, YYYY-MM-DD. ${CERTIFIED}` })
  @Column('varchar', { length: 10, nullable: true })
  birthDate!: string | null;

  @Field(() => String, { nullable: true, description: `Place of birth, as SPID gives it. ${CERTIFIED}` })
  @Column('varchar', { length: 255, nullable: true })
  birthPlace!: string | null;

  @Field(() => Authentication, {
    nullable: true,
    description: 'How this session was opened: on `me` only, null on anybody reached in another way.',
  })
  authentication!: Relation<Authentication> | null;

  @Field(() => [Service], { description: 'The services that an operator handles; empty for others.' })
  services!: Relation<Service>[];

  @Field({ description: 'Whether the person may sign in.' })
  @Column('boolean')
  active!: boolean;

  /** Address that the identity provider gave last. */
  @Column('varchar', { length: 255, nullable: true })
  providedEmail!: string | null;

  /** Telephone number that the identity provider gave last. */
  @Column('varchar', { length: 40, nullable: true })
  providedPhone!: string | null;

  /** With what staff sign in: their address in lower case. Unique. Null for citizens. */
  @Column('varchar', { length: 255, nullable: true })
  login!: string | null;

  @Column('varchar', { length: 255, nullable: true })
  passwordHash!: string | null;

  /** The password was given by an administrator and has to be changed first. */
  @Column('boolean')
  mustChangePassword!: boolean;

  /** Tokens carry it: raising it ends all that were given out. */
  @Column('int')
  tokenVersion!: number;

  /** When the newest token that refreshed this profile was issued; an older one changes nothing. */
  @Column('datetime', { precision: 3, nullable: true })
  identifiedAt!: Date | null;

  /** The name as it is searched for: see searchable(). */
  @Column('varchar', { length: 520 })
  searchText!: string;

  @Column('datetime', { precision: 3 })
  createdAt!: Date;
}

/** The name of a person as a page shows it. */
export const displayName = (person: Pick<UserProfile, 'givenName' | 'familyName'>): string =>
  `${person.givenName} ${person.familyName}`.trim();
