import { Entity, PrimaryColumn } from 'typeorm';

/** Where a word by which somebody is found stands. */
export enum WordPlace {
  NAME = 'NAME',
  ADDRESS = 'ADDRESS',
}

/** A word by which somebody is found: what a search looks into in place of everybody's names. */
@Entity('user_words')
export class UserWord {
  @PrimaryColumn('varchar', { length: 36 })
  userId!: string;

  @PrimaryColumn('varchar', { length: 7 })
  place!: WordPlace;

  @PrimaryColumn('varchar', { length: 64 })
  word!: string;
}
