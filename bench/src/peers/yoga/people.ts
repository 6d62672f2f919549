import { displayName } from '../rules.js';
import { builder, Role, type RoleName } from './builder.js';
import type { UserRow } from './parts.js';

export const UserProfile = builder.objectRef<UserRow>('UserProfile').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    role: t.expose('role', { type: Role }),
    givenName: t.exposeString('givenName'),
    familyName: t.exposeString('familyName'),
    displayName: t.string({ resolve: displayName }),
    email: t.string({ nullable: true, resolve: (user) => user.email ?? user.providedEmail }),
    fiscalCode: t.exposeString('fiscalCode', { nullable: true }),
  }),
});

export const Actor = builder.objectRef<{ role: string; displayName: string }>('Actor').implement({
  fields: (t) => ({
    role: t.field({ type: Role, resolve: ({ role }) => role as RoleName }),
    displayName: t.exposeString('displayName'),
  }),
});
