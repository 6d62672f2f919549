import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema } from './schema.js';

/** Writes what clients rely on, as the code has it, to schema.graphql. */
await writeFile('schema.graphql', `${printSchema(lexicographicSortSchema(createSchema()))}\n`);
