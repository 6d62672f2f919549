/** Somebody of the demo, whatever they are there. */
export interface DemoPerson {
  /** Short name by which scripts and addresses call them. */
  key: string;
  role: 'CITIZEN' | 'OPERATOR' | 'ADMIN';
  givenName: string;
  familyName: string;
  email: string;
  /** What they are, in Italian: "Operatrice, Ufficio tributi". */
  title: string;
  /** How they sign in, in Italian: "SPID di livello 2". */
  access: string;
  /** What can be seen as them, in Italian. */
  about: string;
}

/** Given and family name. */
export const fullName = ({ givenName, familyName }: DemoPerson): string => `${givenName} ${familyName}`;

/** How the menu of the playground calls them: "Giulia Ferri · Cittadina". */
export const menuLabel = (person: DemoPerson): string => `${fullName(person)} · ${person.title}`;
