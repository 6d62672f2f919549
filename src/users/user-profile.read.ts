import type { Context } from '../context.js';
import { sources } from '../graphql/field-sources.js';
import { ReadModel } from '../graphql/read-model.js';
import type { Selection } from '../graphql/selection.js';
import { Role } from '../identity/role.js';
import { Actor } from './actor.type.js';
import { readHandledServices } from './handled-services.read.js';
import { displayName, UserProfile } from './user-profile.entity.js';

const { columns, computed, loaded, resolved, same } = sources<UserProfile>();

/** A field that SPID certifies: closed unless the way to here opened it, to administrators and to its owner (R22). */
const certified = <C extends 'fiscalCode' | 'domicile' | 'spidCode' | 'birthDate' | 'birthPlace'>(name: C) =>
  computed(['id', 'spidCode', name], (user, { viewer }, granted) => {
    if (user.spidCode === null) return null;
    const isOwner = viewer.id === user.id && viewer.cameWithSpid;
    return granted || viewer.isAdministrator || isOwner ? user[name] : null;
  });

/** How people are read. */
export const userProfileModel: ReadModel = new ReadModel(UserProfile, {
  ...columns('id', 'role', 'givenName', 'familyName', 'locale', 'active'),
  displayName: computed(['givenName', 'familyName'], displayName),
  email: computed(['email', 'providedEmail'], chosenEmail),
  phone: computed(['phone', 'providedPhone'], (user) => user.phone ?? user.providedPhone),
  fiscalCode: certified('fiscalCode'),
  domicile: certified('domicile'),
  spidCode: certified('spidCode'),
  birthDate: certified('birthDate'),
  birthPlace: certified('birthPlace'),
  authentication: resolved(),
  services: loaded('id', [], readHandledServices),
});

/** The address that mails go to (R11). */
export function chosenEmail(user: Pick<UserProfile, 'email' | 'providedEmail'>): string | null {
  return user.email ?? user.providedEmail;
}

const isHidden = (person: Pick<UserProfile, 'role'>, { viewer }: Context): boolean =>
  person.role !== Role.CITIZEN && !viewer.isStaff;

/** How people are read as the authors of something: to citizens the staff is the municipality (R14). */
export const actorModel: ReadModel = new ReadModel(
  UserProfile,
  {
    role: computed(['role'], (person, context) => (isHidden(person, context) ? Role.OPERATOR : person.role)),
    displayName: computed(['role', 'givenName', 'familyName'], (person, context) =>
      isHidden(person, context) ? context.settings.municipality : displayName(person),
    ),
    profile: same(
      () => userProfileModel,
      (person, context) => !isHidden(person, context),
      'role',
    ),
  },
  { type: Actor },
);

/** A user, whoever asks: for doors that decide on that themselves. */
export const readUser = (context: Context, selection: Selection, id: string): Promise<UserProfile | null> =>
  userProfileModel.readOne<UserProfile>(context, selection, { clause: 'WHERE t.id = ?', parameters: [id] });

/** Who is signed in, with how this session was opened; null for nobody. */
export async function readMe(context: Context, selection: Selection): Promise<UserProfile | null> {
  const { viewer } = context;
  const me = viewer.isAnonymous ? null : await readUser(context, selection, viewer.id);
  return me && Object.assign(me, { authentication: viewer.authentication });
}
