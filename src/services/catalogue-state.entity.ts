import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The id of the one row there is. */
export const THE_CATALOGUE = 1;

/** What tells one state of the services and groups from any other: one row. */
@Entity('catalogue_state')
export class CatalogueState {
  @PrimaryColumn('int')
  id!: number;

  /** Drawn anew with every change. A number that is counted up could come again after a backup has been restored. */
  @Column('varchar', { length: 36 })
  version!: string;
}
