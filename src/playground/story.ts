import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlaygroundTab } from './boot.js';

type Tab = Omit<PlaygroundTab, 'query' | 'title'>;

const practice = { input: { practiceId: '{{practiceId}}' } };

/**
 * The operations of the playground, by the name of their file in `operations/` and in the order of the story:
 * a citizen files a practice, an operator works on it and writes, the citizen answers, the operator decides;
 * then what else citizens and operators can do, and what administrators do.
 */
const story: Record<string, Tab> = {
  me: { variables: {} },
  'sign-in': {
    variables: { input: { email: '{{email}}', password: '{{password}}' } },
    authorizes: 'signIn.accessToken',
  },
  catalogue: { variables: { search: null, topic: null, at: null, first: 20, after: null } },
  'service-group': { variables: { slug: 'ztl-residenti', folderId: null } },
  service: { variables: { slug: 'autorizzazione-per-passo-carrabile' } },
  'create-practice': {
    variables: {
      input: {
        serviceId: '{{serviceId}}',
        data: { targa: 'FX318KL', via: 'Via dei Tigli 14', motivo: 'Residenza nella zona a traffico limitato' },
      },
    },
    remembers: { practiceId: 'createPractice.practice.id' },
  },
  'submit-practice': { variables: practice },
  desk: { variables: {} },
  practices: {
    variables: { filter: { status: ['REGISTERED', 'UNDER_REVIEW'] }, order: 'NEWEST', first: 10, after: null },
  },
  'take-in-charge': { variables: practice },
  'add-note': {
    variables: { input: { practiceId: '{{practiceId}}', body: 'La targa risulta intestata al richiedente.' } },
  },
  'prepare-message': {
    variables: {
      input: {
        practiceId: '{{practiceId}}',
        body: 'Gentile richiedente,\nLe chiediamo di indicare il titolo con cui occupa l’abitazione.\n\nCordiali saluti',
      },
    },
    remembers: { confirmationToken: 'prepareMessage.draft.confirmationToken' },
  },
  'send-message': {
    variables: { input: { confirmationToken: '{{confirmationToken}}' } },
    remembers: { messageId: 'sendMessage.message.id' },
  },
  practice: { variables: { id: '{{practiceId}}', last: 20, before: null } },
  'mark-messages-read': { variables: { input: { practiceId: '{{practiceId}}', upToMessageId: '{{messageId}}' } } },
  'prepare-reply': {
    variables: {
      input: {
        practiceId: '{{practiceId}}',
        inReplyToId: '{{messageId}}',
        body: 'Buongiorno,\nl’abitazione è di mia proprietà.\n\nDistinti saluti',
      },
    },
    remembers: { confirmationToken: 'prepareMessage.draft.confirmationToken' },
  },
  'approve-practice': {
    variables: { input: { practiceId: '{{practiceId}}', reason: 'La documentazione è completa.' } },
  },
  'reject-practice': {
    variables: { input: { practiceId: '{{practiceId}}', reason: 'L’immobile è fuori dalla zona interessata.' } },
  },
  'update-practice': { variables: { input: { practiceId: '{{practiceId}}', data: { targa: 'GA204ZT' } } } },
  'withdraw-practice': {
    variables: { input: { practiceId: '{{practiceId}}', reason: 'Non ne ho più necessità.' } },
  },
  'discard-message': { variables: { input: { confirmationToken: '{{confirmationToken}}' } } },
  'assign-practice': { variables: { input: { practiceId: '{{practiceId}}', operatorId: '{{operatorId}}' } } },
  'update-profile': { variables: { input: { email: 'nuovo.indirizzo@posta.example', phone: null, locale: 'it' } } },
  'resend-notification': { variables: { input: { messageId: '{{messageId}}' } } },
  'change-password': { variables: { input: { currentPassword: '', newPassword: '' } } },
  services: { variables: { search: null, status: null, first: 20, after: null } },
  'create-service': {
    variables: {
      input: {
        name: 'Concessione di sale comunali',
        description: 'Uso temporaneo delle sale del Comune per riunioni, mostre e iniziative culturali.',
        topic: 'Cultura e tempo libero',
        status: 'DRAFT',
      },
    },
    remembers: { serviceId: 'createService.service.id' },
  },
  'update-service': { variables: { input: { serviceId: '{{serviceId}}', status: 'PUBLISHED', publishedUntil: null } } },
  'service-groups': { variables: { search: null, first: 20, after: null } },
  'create-service-group': {
    variables: {
      input: {
        name: 'Sale e spazi comunali',
        description: 'La concessione di una sala e il pagamento della tariffa.',
        topic: 'Cultura e tempo libero',
        ordered: true,
        singleFolder: true,
      },
    },
    remembers: { groupId: 'createServiceGroup.group.id' },
  },
  'arrange-service-group': { variables: { input: { groupId: '{{groupId}}', serviceIds: ['{{serviceId}}'] } } },
  'update-service-group': { variables: { input: { groupId: '{{groupId}}', ordered: false } } },
  'delete-service-group': { variables: { input: { groupId: '{{groupId}}' } } },
  'delete-service': { variables: { input: { serviceId: '{{serviceId}}' } } },
  outbox: { variables: { state: 'FAILED', first: 20, after: null } },
  users: { variables: { role: 'OPERATOR', search: null, first: 20, after: null } },
  'create-user': {
    variables: {
      input: {
        role: 'OPERATOR',
        givenName: 'Nome',
        familyName: 'Cognome',
        email: 'nome.cognome@comune.example',
        serviceIds: ['{{serviceId}}'],
      },
    },
    remembers: { operatorId: 'createUser.user.id' },
  },
  'update-user': { variables: { input: { userId: '{{operatorId}}', active: false } } },
};

/** The names of the playground's operations, in the order of its tabs. */
export const storyOrder: readonly string[] = Object.keys(story);

// Compiled, this file is dist/src/playground/story.js, and operations/ stands beside dist/.
const operations = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'operations');

/** The tabs of the playground, their operations read from `operations/`. */
export function storyTabs(): PlaygroundTab[] {
  return Object.entries(story).map(([title, tab]) => ({
    title,
    query: readFileSync(join(operations, `${title}.graphql`), 'utf8'),
    ...tab,
  }));
}
