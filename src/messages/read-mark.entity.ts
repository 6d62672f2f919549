import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far one person has read the messages of one practice. */
@Entity('read_marks')
export class ReadMark {
  @PrimaryColumn('varchar', { length: 36 })
  practiceId!: string;

  @PrimaryColumn('varchar', { length: 36 })
  userId!: string;

  /** When the newest message that they have read was sent: no two messages of a practice were sent at the same instant. */
  @Column('datetime', { precision: 3 })
  readUpTo!: Date;
}
