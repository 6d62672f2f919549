import { downloadLink } from '../../../src/attachments/download-link.js';
import { MessageVisibility } from '../../../src/messages/message.entity.js';
import { within } from '../app.js';
import { Placeholders } from './placeholders.js';
import { filesOf, type TwoWorlds, type World } from './worlds.js';

/** What comes back in a world, and whether it was a file. */
type Answer = { text: string; isFile: boolean };

/**
 * Everything that somebody gets at the addresses of files, with links that are signed for them and without: files of
 * messages, of notes, and of nothing. An answer of each world for each address.
 */
export async function downloadsOf(viewer: string | null, worlds: TwoWorlds): Promise<[Answer, Answer][]> {
  const { noted, silent, hiddenFiles } = worlds;
  const shown = [
    await within(noted.app, () => filesOf(MessageVisibility.PUBLIC)),
    await within(silent.app, () => filesOf(MessageVisibility.PUBLIC)),
  ];
  const pairs = [
    ...shown[0].map((id, index) => [id, shown[1][index]]),
    ...hiddenFiles.map((id) => [id, id]),
    ['019cadc8-0000-7000-8000-000000000000', '019cadc8-0000-7000-8000-000000000000'],
  ];
  const answers: [Answer, Answer][] = [];
  for (const [one, other] of pairs) {
    for (const address of [linkOf(viewer, 'file'), linkOf(viewer, 'content'), unsigned]) {
      answers.push([await get(noted, address(noted, one)), await get(silent, address(silent, other))]);
    }
  }
  return answers;
}

const linkOf = (viewer: string | null, part: 'file' | 'content') => (world: World, attachmentId: string) => {
  const viewerId = (viewer && world.people.get(viewer)?.id) ?? '';
  const { settings, clock } = world.app;
  return downloadLink(settings, { attachmentId, part, viewerId }, clock.now()).slice(settings.publicUrl.length);
};

const unsigned = (_: World, attachmentId: string): string => `/attachments/${attachmentId}`;

async function get({ app, ids }: World, address: string): Promise<Answer> {
  const response = await fetch(`${app.url}${address}`);
  const headers = [...response.headers].filter(([name]) => name !== 'date').map((header) => header.join(': '));
  const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
  const text = `${response.status} ${headers.join(' ')} ${body}`;
  return { text: new Placeholders(ids).write(text), isFile: response.status === 200 };
}
