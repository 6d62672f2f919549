import type { FastifyInstance } from 'fastify';
import { altairFiles, altairPage } from './altair-files.js';
import { boot, type PlaygroundPerson, type PlaygroundTab } from './boot.js';

/** The header without which no files are accepted. */
export const PREFLIGHT = { 'apollo-require-preflight': 'true' };

/** What the playground is made of. */
export interface PlaygroundOptions {
  /** Where GraphQL is asked. */
  endpoint: string;
  /** Where live updates come from, when they do. */
  subscriptionsEndpoint?: string;
  tabs: PlaygroundTab[];
  /** Headers of every request, beside Authorization. */
  headers?: Record<string, string>;
  /** First values of the names that variables use as `{{name}}`, asked at every visit. */
  values?(): Promise<Record<string, string>>;
  /** In the demo only: the people one can act as, and the path that gives their tokens. */
  demo?: { people(): PlaygroundPerson[]; signIn: string };
}

const nothingFromElsewhere = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
];
const pagePolicy = [...nothingFromElsewhere, "frame-ancestors 'none'"].join('; ');
// The scripts of a tab run in a worker or a frame of their own, the only places where text is run as a program.
const scriptsPolicy = "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self'; frame-ancestors 'self'";
const runsScripts = /^(iframe-sandbox\/|worker-)/;

/**
 * Serves Altair at `/playground`, whole from this server: the page may load and ask nothing anywhere else.
 * Its tabs are the operations given; outside the demo whoever uses it brings their own token.
 */
export function registerPlayground(app: FastifyInstance, options: PlaygroundOptions): void {
  const fileOf = altairFiles();
  const page = altairPage('/playground/', '/playground/boot.js', 'Stanza - Playground');
  const names = namesIn(options.tabs);
  const started = new Date().toISOString();

  app.get('/playground', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy)
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-cache')
      .send(page),
  );

  app.get('/playground/boot.js', async (_request, reply) => {
    const config = {
      endpoint: options.endpoint,
      subscriptionsEndpoint: options.subscriptionsEndpoint,
      tabs: options.tabs,
      headers: options.headers ?? {},
      values: { ...names, ...(await options.values?.()) },
      epoch: options.demo ? started : '',
      demo: options.demo && { people: options.demo.people(), signIn: options.demo.signIn },
    };
    return reply
      .type('text/javascript; charset=utf-8')
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store')
      .send(`(${boot.toString()})(${JSON.stringify(config)}, window);\n`);
  });

  app.get<{ Params: { '*': string } }>('/playground/*', (request, reply) => {
    const name = request.params['*'];
    const file = fileOf(name);
    if (!file) return reply.callNotFound();
    reply
      .type(file.mediaType)
      .header('content-security-policy', runsScripts.test(name) ? scriptsPolicy : pagePolicy)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-cache')
      .header('etag', file.etag);
    return request.headers['if-none-match'] === file.etag ? reply.code(304).send() : reply.send(file.content);
  });
}

function namesIn(tabs: PlaygroundTab[]): Record<string, string> {
  const found = JSON.stringify(tabs.map(({ variables }) => variables)).matchAll(/\{\{(\w+)\}\}/g);
  return Object.fromEntries([...found].map(([, name]) => [name, '']));
}
