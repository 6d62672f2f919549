/** A group of services of the demo, which it names by their keys and in their order. */
export interface DemoServiceGroup {
  key: string;
  name: string;
  description: string;
  topic: string;
  ordered: boolean;
  singleFolder: boolean;
  services: readonly string[];
}

/** The municipality of the demo: invented, as everything in it. */
export const municipality = {
  name: 'Comune di Bugliano',
  sender: 'Comune di Bugliano <no-reply@bugliano.example>',
};

/** Its groups of services; of the last one nothing is published. */
export const serviceGroups: readonly DemoServiceGroup[] = [
  {
    key: 'ztl',
    name: 'ZTL residenti',
    description:
      'Il permesso per entrare e sostare nella zona a traffico limitato del centro storico, e il suo rinnovo.',
    topic: 'Mobilità e trasporti',
    ordered: true,
    singleFolder: true,
    services: ['ztl-accesso', 'ztl-rinnovo'],
  },
  {
    key: 'nido',
    name: 'Asilo nido',
    description: 'Dall’iscrizione all’asilo nido comunale fino alla riduzione della retta secondo l’ISEE.',
    topic: 'Scuola e infanzia',
    ordered: true,
    singleFolder: true,
    services: ['nido-iscrizione', 'nido-accettazione', 'nido-retta'],
  },
  {
    key: 'trasporto',
    name: 'Trasporto scolastico',
    description: 'Lo scuolabus per la scuola dell’infanzia, primaria e secondaria: iscrizione, deleghe e pagamenti.',
    topic: 'Scuola e infanzia',
    ordered: false,
    singleFolder: true,
    services: ['trasporto-iscrizione', 'trasporto-delega', 'trasporto-pagamento'],
  },
  {
    key: 'commercio',
    name: 'Attività commerciali',
    description: 'Le autorizzazioni per chi ha un negozio o un pubblico esercizio: in preparazione.',
    topic: 'Commercio e imprese',
    ordered: false,
    singleFolder: false,
    services: ['insegna', 'dehors'],
  },
];
