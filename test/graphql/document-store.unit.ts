import { expect } from 'chai';
import { parse } from 'graphql';
import { DocumentStore } from '../../src/graphql/document-store.js';

describe('the store of documents', () => {
  const documentOf = (characters: number) => parse(`{ ${'a'.repeat(characters - 4)} }`);

  it('keeps those that were used last, by what their text takes', async () => {
    const store = new DocumentStore();
    for (let number = 0; number < 4; number += 1) await store.set(String(number), documentOf(64 * 1_024));
    await store.get('0');
    await store.set('4', documentOf(64 * 1_024));
    const kept = await Promise.all(
      ['0', '1', '2', '3', '4'].map(async (hash) => (await store.get(hash)) !== undefined),
    );
    expect(kept).to.deep.equal([true, false, true, true, true]);
  });

  it('keeps none that is larger than all it may keep, and nothing else goes for it', async () => {
    const store = new DocumentStore();
    await store.set('small', documentOf(100));
    await store.set('large', documentOf(300 * 1_024));
    expect(await store.get('large')).to.equal(undefined);
    expect(await store.get('small')).not.to.equal(undefined);
  });

  it('lets go of what it is told to', async () => {
    const store = new DocumentStore();
    await store.set('one', documentOf(100));
    expect(await store.delete('one')).to.equal(true);
    expect(await store.get('one')).to.equal(undefined);
  });
});
