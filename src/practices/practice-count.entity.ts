import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many practices of a service have each status, but for drafts: what would otherwise be counted at every look at a desk. */
@Entity('practice_counts')
export class PracticeCount {
  @PrimaryColumn('varchar', { length: 36 })
  serviceId!: string;

  @Column('int')
  submitted!: number;

  @Column('int')
  registered!: number;

  @Column('int')
  underReview!: number;

  @Column('int')
  approved!: number;

  @Column('int')
  rejected!: number;

  @Column('int')
  withdrawn!: number;
}
