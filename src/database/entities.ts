import { AccessEntry } from '../access/access-entry.entity.js';
import { Attachment } from '../attachments/attachment.entity.js';
import { Folder } from '../folders/folder.entity.js';
import { Mail } from '../mail/mail.entity.js';
import { Message } from '../messages/message.entity.js';
import { StoredMessageDraft } from '../messages/message-draft.entity.js';
import { ReadMark } from '../messages/read-mark.entity.js';
import { Practice } from '../practices/practice.entity.js';
import { PracticeCount } from '../practices/practice-count.entity.js';
import { StatusChange } from '../practices/status-change.entity.js';
import { RegistryCounter } from '../registry/registry-counter.entity.js';
import { CatalogueState } from '../services/catalogue-state.entity.js';
import { CatalogueVersion } from '../services/catalogue-version.js';
import { Service } from '../services/service.entity.js';
import { ServiceGroup } from '../services/service-group.entity.js';
import { Identity } from '../users/identity.entity.js';
import { OperatorService } from '../users/operator-service.entity.js';
import { UserProfile } from '../users/user-profile.entity.js';
import { UserWord } from '../users/user-word.entity.js';
import { WebhookDelivery } from '../webhooks/webhook-delivery.entity.js';

/** Everything that is stored. */
export const entities = [
  UserProfile,
  UserWord,
  Identity,
  OperatorService,
  ServiceGroup,
  Service,
  CatalogueState,
  Folder,
  Practice,
  PracticeCount,
  StatusChange,
  RegistryCounter,
  Message,
  StoredMessageDraft,
  ReadMark,
  Mail,
  AccessEntry,
  Attachment,
  WebhookDelivery,
];

/** What takes notice of everything that is written. */
export const subscribers = [CatalogueVersion];
