import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';

/** A citizen as one identity provider knows them: issuer and subject are unique together. */
@Entity('identities')
export class Identity extends BaseEntity {
  @Column('varchar', { length: 255 })
  issuer!: string;

  @Column('varchar', { length: 255 })
  subject!: string;

  @Column('varchar', { length: 36 })
  userId!: string;
}
