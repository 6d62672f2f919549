import { expect } from 'chai';
import { type GraphQLObjectType, getNamedType, isObjectType, isUnionType } from 'graphql';
import { createSchema } from '../src/schema.js';
import { downloadsOf } from './support/silence/downloads.js';
import { mailsOf } from './support/silence/mails.js';
import { Walk } from './support/silence/walk.js';
import { makeTwoWorlds, type TwoWorlds } from './support/silence/worlds.js';

const schema = createSchema();

/** Who must not learn of notes, by the name that the story gives them. The applicant comes late: what they withdraw is over. */
const VIEWERS: [string, string | null][] = [
  ['an operator of another service', 'Dario'],
  ['the applicant', 'Giulia'],
  ['another citizen', 'Luca'],
  ['nobody', null],
];

/** What at least one of them can do: it shows nothing of notes to try what is refused for another reason. */
const DONE = [
  ...['createPractice', 'updatePractice', 'submitPractice', 'withdrawPractice', 'takeInCharge', 'approvePractice'],
  ...['prepareMessage', 'sendMessage', 'discardMessage', 'markMessagesRead', 'addNote'],
];

/** Two worlds that differ in notes alone have to be one to these viewers, to the byte. */
describe('R2 the silence of notes', function () {
  this.timeout(120_000);
  let worlds: TwoWorlds;
  let walk: Walk;

  before(async () => {
    worlds = await makeTwoWorlds();
    walk = new Walk(schema, worlds);
  });

  after(() => worlds?.end());

  afterEach(() => walk.forget());

  for (const [who, viewer] of VIEWERS) {
    it(`answers ${who} the same, whatever is read, and by whatever argument, id, order, filter and cursor`, async () => {
      await walk.reads(viewer);
      expect(walk.report()).to.equal('');
    });
  }

  for (const [who, viewer] of VIEWERS) {
    it(`answers ${who} the same, whatever is done, and refuses it with the same words`, async () => {
      await walk.mutates(viewer);
      expect(walk.report()).to.equal('');
    });

    it(`answers ${who} the same afterwards`, async () => {
      await walk.everything(viewer);
      expect(walk.report()).to.equal('');
    });
  }

  it('gives them the same at the addresses of files', async () => {
    expect(worlds.hiddenFiles).to.have.length.above(10);
    for (const [who, viewer] of VIEWERS) {
      const answers = await downloadsOf(viewer, worlds);
      for (const [noted, silent] of answers) expect(noted, who).to.deep.equal(silent);
      const files = answers.filter(([{ isFile }]) => isFile);
      // The applicant's own: two messages with a picture and a signed document, which has one inside.
      expect(files, who).to.have.length(viewer === 'Giulia' ? 6 : 0);
    }
  });

  it('sends the same mails, to whomever', async () => {
    const { noted, silent } = worlds;
    const mails = await mailsOf(noted);
    expect(mails).to.have.length.above(20);
    expect(mails).to.deep.equal(await mailsOf(silent));
  });

  it('is put to the test: who may know of the notes is answered differently', async () => {
    expect(worlds.notes).to.have.length.above(40);
    await walk.everything('Marta');
    expect(walk.differences).to.be.above(0);
  });

  it('has got through with everything that these viewers can do', () => {
    expect([...walk.done]).to.include.members(DONE);
  });

  it('has walked every field that can be reached', () => {
    const reachable = [...fieldsBelow(schema.getQueryType()), ...fieldsBelow(schema.getMutationType())];
    expect(reachable.filter((field) => !walk.walked.has(field))).to.deep.equal([]);
    expect(schema.getSubscriptionType(), 'what is told live has to be walked too').to.equal(undefined);
  });
});

/** Every field that an answer can have, from a root on. */
function fieldsBelow(root: GraphQLObjectType | null | undefined, known = new Set<GraphQLObjectType>()): Set<string> {
  const fields = new Set<string>();
  if (!root || known.has(root)) return fields;
  known.add(root);
  for (const { name, type } of Object.values(root.getFields())) {
    fields.add(`${root.name}.${name}`);
    const below = getNamedType(type);
    const objects = isUnionType(below) ? below.getTypes() : [below].filter(isObjectType);
    for (const each of objects) for (const field of fieldsBelow(each, known)) fields.add(field);
  }
  return fields;
}
