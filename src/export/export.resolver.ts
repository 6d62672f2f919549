import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { JSONObject } from '../graphql/scalars.js';
import { Role } from '../identity/role.js';
import { exportMyData } from './export-my-data.js';

/** What an export costs of what one operation may ask for: it reads as much as several pages. */
const EXPORT_COMPLEXITY = 5_000;

/** What is kept about people, for themselves. */
@Resolver()
export class ExportResolver {
  @Authorized(Role.CITIZEN)
  @Query(() => JSONObject, {
    complexity: EXPORT_COMPLEXITY,
    description:
      'Everything that is kept about the viewer: profile, identities, practices with their history, messages and what is attached to them, when the municipality opened them, and the mails that were sent. What SPID certifies is in it when the session was opened with SPID.',
  })
  exportMyData(@Ctx() context: Context): Promise<object> {
    return exportMyData(context);
  }
}
