import 'reflect-metadata';
import { openDataSource } from './src/database/data-source.js';
import { readDatabaseUrl } from './src/settings.js';

/** The database of this installation, not connected yet: what the app, the TypeORM command line and the tests use. */
export const dataSource = await openDataSource(readDatabaseUrl());
