import { registerEnumType } from 'type-graphql';

/** What a person is to the service. */
export enum Role {
  CITIZEN = 'CITIZEN',
  OPERATOR = 'OPERATOR',
  ADMIN = 'ADMIN',
}

registerEnumType(Role, {
  name: 'Role',
  description: 'What a person is to the service.',
  valuesConfig: {
    CITIZEN: { description: 'Files practices and answers messages.' },
    OPERATOR: { description: 'Handles the practices of the services that an administrator enabled for them.' },
    ADMIN: { description: 'Keeps the catalogue and the users, sees every practice and handles none.' },
  },
});
