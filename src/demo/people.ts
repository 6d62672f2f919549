import type { DemoPerson } from './person.js';

/** A citizen of the demo, with what an identity provider would say of them. */
export interface DemoCitizen extends DemoPerson {
  role: 'CITIZEN';
  /** Absent when they sign in with an e-mail address and a password of the identity provider. */
  spid?: DemoSpid;
  phone?: string;
}

/** What SPID certifies of a citizen. */
export interface DemoSpid {
  level: 1 | 2 | 3;
  code: string;
  fiscalCode: string;
  /** Where the fiscal code has it from: F or M. */
  sex: 'F' | 'M';
  birthDate: string;
  birthPlace: string;
  /** The cadastral code of the birth place, as it stands in the fiscal code. */
  birthPlaceCode: string;
  domicile: { street: string; postalCode: string; municipality: string; province: string; country: string };
}

/** Somebody who works for the municipality. */
export interface DemoStaff extends DemoPerson {
  role: 'OPERATOR' | 'ADMIN';
  /** The keys of the services that an operator handles; none for administrators, who see all. */
  services: readonly string[];
}

/** The password of every operator and administrator of the demo, which is no secret: `signIn` can be tried with it. */
export const demoPassword = 'bugliano-dimostrazione';

/** The citizens. */
export const citizens: readonly DemoCitizen[] = [
  {
    key: 'giulia.ferri',
    role: 'CITIZEN',
    givenName: 'Giulia',
    familyName: 'Ferri',
    email: 'giulia.ferri@posta.example',
    phone: '+39 050 0000101',
    title: 'Cittadina',
    access: 'SPID di livello 2',
    about: 'Abita in centro e ha due figli: permesso ZTL, asilo nido e scuolabus, con molta corrispondenza.',
    spid: {
      level: 2,
      code: 'DEMO7K2M9Q4X1A',
      fiscalCode: 'FRRGLI87C54G702Z',
      sex: 'F',
      birthDate: '1987-03-14',
      birthPlace: 'Pisa',
      birthPlaceCode: 'G702',
      domicile: {
        street: 'Via dei Tigli 14',
        postalCode: '56199',
        municipality: 'Bugliano',
        province: 'PI',
        country: 'IT',
      },
    },
  },
  {
    key: 'tommaso.bassi',
    role: 'CITIZEN',
    givenName: 'Tommaso',
    familyName: 'Bassi',
    email: 'tommaso.bassi@posta.example',
    phone: '+39 050 0000102',
    title: 'Cittadino',
    access: 'SPID di livello 1',
    about:
      'Ha una bottega in piazza: suolo pubblico, passo carrabile e tributi. Una pratica l’ha presentata senza SPID.',
    spid: {
      level: 1,
      code: 'DEMO3P8T5R6Y2B',
      fiscalCode: 'BSSTMS74R02D612N',
      sex: 'M',
      birthDate: '1974-10-02',
      birthPlace: 'Firenze',
      birthPlaceCode: 'D612',
      domicile: {
        street: 'Piazza della Pieve 3',
        postalCode: '56199',
        municipality: 'Bugliano',
        province: 'PI',
        country: 'IT',
      },
    },
  },
  {
    key: 'grace.okafor',
    role: 'CITIZEN',
    givenName: 'Grace',
    familyName: 'Okafor',
    email: 'grace.okafor@posta.example',
    phone: '+39 050 0000103',
    title: 'Cittadina',
    access: 'SPID di livello 3',
    about: 'Si è trasferita da poco: residenza, contributo per l’affitto, mensa e asilo nido.',
    spid: {
      level: 3,
      code: 'DEMO9W1Z4L7H3C',
      fiscalCode: 'KFRGRC91H67Z335L',
      sex: 'F',
      birthDate: '1991-06-27',
      birthPlace: 'Nigeria',
      birthPlaceCode: 'Z335',
      domicile: {
        street: 'Via del Mulino 27, interno 5',
        postalCode: '56199',
        municipality: 'Bugliano',
        province: 'PI',
        country: 'IT',
      },
    },
  },
  {
    key: 'ludovica.neri',
    role: 'CITIZEN',
    givenName: 'Ludovica',
    familyName: 'Neri',
    email: 'ludovica.neri@posta.example',
    title: 'Cittadina',
    access: 'Posta elettronica e password, senza SPID',
    about: 'Presenta le pratiche senza SPID: può seguirle, ma sulle sue pratiche non si possono scambiare messaggi.',
  },
];

/** The operators and the administrator. */
export const staff: readonly DemoStaff[] = [
  {
    key: 'marco.galli',
    role: 'OPERATOR',
    givenName: 'Marco',
    familyName: 'Galli',
    email: 'marco.galli@bugliano.example',
    title: 'Operatore, Ufficio mobilità',
    access: 'Posta elettronica e password',
    about: 'Gestisce ZTL, passi carrabili e suolo pubblico; gli ultimi due li condivide con l’Ufficio tributi.',
    services: ['ztl-accesso', 'ztl-rinnovo', 'passo-carrabile', 'suolo-pubblico'],
  },
  {
    key: 'anna.conti',
    role: 'OPERATOR',
    givenName: 'Anna',
    familyName: 'Conti',
    email: 'anna.conti@bugliano.example',
    title: 'Operatrice, Ufficio scuola e sociale',
    access: 'Posta elettronica e password',
    about: 'Gestisce asilo nido, scuolabus, mensa, centri estivi e contributo per l’affitto.',
    services: [
      'nido-iscrizione',
      'nido-accettazione',
      'nido-retta',
      'trasporto-iscrizione',
      'trasporto-delega',
      'trasporto-pagamento',
      'mensa',
      'centri-estivi',
      'buono-libri',
      'contributo-affitto',
    ],
  },
  {
    key: 'stefano.riva',
    role: 'OPERATOR',
    givenName: 'Stefano',
    familyName: 'Riva',
    email: 'stefano.riva@bugliano.example',
    title: 'Operatore, Ufficio tributi, anagrafe ed edilizia',
    access: 'Posta elettronica e password',
    about:
      'Gestisce tributi, anagrafe, edilizia e ambiente; con i colleghi condivide suolo pubblico, passi carrabili e affitto.',
    services: [
      'residenza',
      'tari-riduzione',
      'imu-rimborso',
      'atti-edilizi',
      'compostaggio',
      'orti',
      'suolo-pubblico',
      'passo-carrabile',
      'contributo-affitto',
    ],
  },
  {
    key: 'elena.monti',
    role: 'ADMIN',
    givenName: 'Elena',
    familyName: 'Monti',
    email: 'elena.monti@bugliano.example',
    title: 'Amministratrice',
    access: 'Posta elettronica e password',
    about: 'Vede tutte le pratiche con le loro note, assegna le pratiche, gestisce servizi e utenti.',
    services: [],
  },
];

/** Everybody, in the order in which the demo shows them. */
export const people: readonly (DemoCitizen | DemoStaff)[] = [...citizens, ...staff];
