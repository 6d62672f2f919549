import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type Store = Exclude<ApolloServerOptions<BaseContext>['documentStore'], null | undefined>;

/**
 * How much is kept of documents, in characters: some hundreds of those that clients send. Parsed and compiled, a character
 * takes up to half a kilobyte, so clients that send ever new documents would fill the memory otherwise.
 */
const MOST_KEPT = 256 * 1_024;

/** Keeps the documents that were used last, parsed and checked, for Apollo. What is compiled of one goes with it. */
export class DocumentStore implements Store {
  private readonly kept = new LRUCache<string, DocumentNode>({
    maxSize: MOST_KEPT,
    sizeCalculation: ({ loc }) => loc?.source.body.length || MOST_KEPT,
  });

  async get(hash: string): Promise<DocumentNode | undefined> {
    return this.kept.get(hash);
  }

  async set(hash: string, document: DocumentNode): Promise<void> {
    this.kept.set(hash, document);
  }

  async delete(hash: string): Promise<boolean> {
    return this.kept.delete(hash);
  }
}
