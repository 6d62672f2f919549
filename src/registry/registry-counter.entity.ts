import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a series of the registry has got in a calendar year. */
@Entity('registry_counters')
export class RegistryCounter {
  @PrimaryColumn('varchar', { length: 20 })
  series!: string;

  @PrimaryColumn('int')
  year!: number;

  @Column('int')
  last!: number;
}
