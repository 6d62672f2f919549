import type { FastifyInstance, FastifyReply } from 'fastify';
import { fullName } from '../person.js';
import type { DemoPagesDeps } from './deps.js';
import type { Html } from './html.js';
import { mailPolicy, page, pagePolicy } from './layout.js';
import { mailboxPage, mailPage } from './mailbox-page.js';
import { peoplePage } from './people-page.js';
import { nothingPage, practicePage } from './practice-page.js';

/** The pages of the demo: becoming one of its people, its mailbox, and where the links of its mails lead. */
export function registerDemoPages(app: FastifyInstance, deps: DemoPagesDeps): void {
  const show = (reply: FastifyReply, here: string, title: string, content: Html): FastifyReply =>
    send(reply, pagePolicy, page(deps.municipality, here, title, content).text);
  const nothing = (reply: FastifyReply): FastifyReply => show(reply.code(404), '', 'Pagina non trovata', nothingPage);

  app.get('/demo', (_request, reply) => show(reply, '/demo', 'Persone', peoplePage(deps.municipality, deps.people())));

  app.get('/demo/identities', () => ({
    municipality: deps.municipality,
    people: deps.people().map(({ key, role, givenName, familyName, email, title, access, about }) => ({
      key,
      role,
      givenName,
      familyName,
      email,
      title,
      access,
      about,
    })),
  }));

  app.post<{ Body: unknown }>('/demo/sign-in', async (request, reply) => {
    const key = keyIn(request.body);
    reply.header('cache-control', 'no-store');
    if (key === undefined) return reply.code(400).send({ error: 'Serve {"key": "…"} / {"key": "…"} is needed' });
    const person = deps.people().find((candidate) => candidate.key === key);
    const signedIn = person && (await deps.signIn(key));
    if (!signedIn) return reply.code(404).send({ error: 'Nessuno ha questa chiave / Nobody has this key' });
    const { role, email } = person;
    return { ...signedIn, person: { key, role, displayName: fullName(person), email } };
  });

  app.get<{ Querystring: { to?: unknown; page?: unknown } }>('/demo/mailbox', async (request, reply) => {
    const to = typeof request.query.to === 'string' && request.query.to !== '' ? request.query.to : undefined;
    const number = Math.max(1, Math.trunc(Number(request.query.page)) || 1);
    return show(reply, '/demo/mailbox', 'Posta in uscita', mailboxPage(await deps.mails(), to, number));
  });

  app.get<{ Params: { id: string } }>('/demo/mailbox/:id', async (request, reply) => {
    const mail = (await deps.mails()).find(({ id }) => id === request.params.id);
    return mail ? show(reply, '/demo/mailbox', mail.subject, mailPage(mail)) : nothing(reply);
  });

  app.get<{ Params: { id: string } }>('/demo/mailbox/:id/html', async (request, reply) => {
    const mail = (await deps.mails()).find(({ id }) => id === request.params.id);
    // Links open in the whole window, as they would from a mail program.
    return mail ? send(reply, mailPolicy, `<!doctype html><base target="_top">${mail.html}`) : nothing(reply);
  });

  app.get<{ Params: { id: string }; Querystring: { reply?: unknown } }>('/practices/:id', async (request, reply) => {
    const practice = await deps.practice(request.params.id);
    if (!practice) return nothing(reply);
    const message = typeof request.query.reply === 'string' ? request.query.reply : undefined;
    return show(reply, '', practice.serviceName, practicePage(practice, deps.people(), message));
  });
}

function send(reply: FastifyReply, policy: string, text: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .send(text);
}

function keyIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('key' in body)) return undefined;
  return typeof body.key === 'string' ? body.key : undefined;
}
