import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../src/database/data-source.js';

/** A database of its own on the engine under test, empty at first. */
export interface ScratchDatabase {
  url: string;
  /** Connected to it, beside whatever the test starts. */
  dataSource: DataSource;
  drop(): Promise<void>;
}

/** Whether the engine under test is the embedded one. */
export const isEmbedded = (): boolean => (process.env.DATABASE_URL ?? '').startsWith('sqlite:');

/** Makes an empty database on the engine under test. */
export const scratchDatabase = (): Promise<ScratchDatabase> => (isEmbedded() ? scratchFile() : scratchSchema());

async function scratchFile(): Promise<ScratchDatabase> {
  // Beside the usual one.
  const folder = await mkdtemp(`${(process.env.DATABASE_URL ?? '').replace('sqlite:', '')}-scratch-`);
  const url = `sqlite:${join(folder, 'scratch.sqlite')}`;
  const dataSource = await (await openDataSource(url)).initialize();
  return {
    url,
    dataSource,
    async drop() {
      await dataSource.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function scratchSchema(): Promise<ScratchDatabase> {
  const address = new URL(process.env.DATABASE_URL ?? '');
  const name = `${address.pathname.slice(1)}_${randomUUID().slice(0, 8)}`;
  const server = await (await openDataSource(address.href)).initialize();
  await server.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  address.pathname = `/${name}`;
  const dataSource = await (await openDataSource(address.href)).initialize();
  return {
    url: address.href,
    dataSource,
    async drop() {
      await dataSource.destroy();
      await server.query(`DROP DATABASE ${name}`);
      await server.destroy();
    },
  };
}
