import { Entity, PrimaryColumn } from 'typeorm';

/** An administrator enabled an operator for a service. */
@Entity('operator_services')
export class OperatorService {
  @PrimaryColumn('varchar', { length: 36 })
  userId!: string;

  @PrimaryColumn('varchar', { length: 36 })
  serviceId!: string;
}
