import { Column, Entity } from 'typeorm';
import { OutboxItem } from '../outbox/outbox-item.entity.js';

/** One event for the other system. Its id is that of the event: the same over all tries. */
@Entity('webhook_deliveries')
export class WebhookDelivery extends OutboxItem {
  /** The JSON that is posted, byte for byte: what is signed. */
  @Column('text')
  body!: string;
}
