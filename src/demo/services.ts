/** A service of the demo, its period told in days from the day the demo starts. */
export interface DemoService {
  key: string;
  name: string;
  description: string;
  instructions: string;
  topic: string;
  status: 'DRAFT' | 'PUBLISHED' | 'SUSPENDED' | 'RETIRED';
  /** Negative: it opened that many days ago. Absent: at once. */
  opensInDays?: number;
  /** Negative: it closed that many days ago. Absent: no end. */
  closesInDays?: number;
}

const published = 'PUBLISHED';

/** The services of the municipality, also those that citizens do not see: over, to come, suspended, in preparation. */
export const services: readonly DemoService[] = [
  {
    key: 'ztl-accesso',
    name: 'Permesso di accesso alla ZTL per residenti',
    description: 'Permesso di transito e sosta nella zona a traffico limitato per chi risiede nel centro storico.',
    instructions:
      'Indichi la targa del veicolo e il titolo con cui lo utilizza. È ammesso un permesso per ogni patente.',
    topic: 'Mobilità e trasporti',
    status: published,
  },
  {
    key: 'ztl-rinnovo',
    name: 'Rinnovo annuale del permesso ZTL',
    description: 'Rinnovo del permesso di accesso alla zona a traffico limitato per l’anno successivo.',
    instructions: 'Il rinnovo si può chiedere per un permesso già rilasciato. Segnali se la targa è cambiata.',
    topic: 'Mobilità e trasporti',
    status: published,
  },
  {
    key: 'passo-carrabile',
    name: 'Autorizzazione per passo carrabile',
    description:
      'Apertura di un passo carrabile e rilascio del relativo cartello, oppure regolarizzazione di uno esistente.',
    instructions: 'Servono l’indirizzo, la larghezza del varco in metri e i dati catastali dell’immobile.',
    topic: 'Mobilità e trasporti',
    status: published,
  },
  {
    key: 'suolo-pubblico',
    name: 'Occupazione temporanea di suolo pubblico',
    description: 'Concessione per ponteggi, traslochi, banchetti e manifestazioni su strade e piazze comunali.',
    instructions: 'Presenti la richiesta almeno quindici giorni prima, indicando date, superficie e motivo.',
    topic: 'Mobilità e trasporti',
    status: published,
  },
  {
    key: 'nido-iscrizione',
    name: 'Iscrizione all’asilo nido',
    description: 'Domanda di iscrizione all’asilo nido comunale «Il Pettirosso» per bambine e bambini da 3 a 36 mesi.',
    instructions: 'Indichi i dati del bambino, la fascia oraria preferita e la situazione lavorativa dei genitori.',
    topic: 'Scuola e infanzia',
    status: published,
  },
  {
    key: 'nido-accettazione',
    name: 'Accettazione del posto all’asilo nido',
    description: 'Conferma del posto assegnato in graduatoria e scelta della data di inserimento.',
    instructions:
      'Il posto va accettato entro dieci giorni dalla comunicazione; in mancanza passa a chi segue in graduatoria.',
    topic: 'Scuola e infanzia',
    status: published,
  },
  {
    key: 'nido-retta',
    name: 'Riduzione della retta dell’asilo nido',
    description: 'Riduzione della retta mensile per le famiglie con ISEE minorenni fino a 25.000 euro.',
    instructions: 'Serve un’attestazione ISEE in corso di validità. La riduzione decorre dal mese successivo.',
    topic: 'Scuola e infanzia',
    status: published,
  },
  {
    key: 'trasporto-iscrizione',
    name: 'Iscrizione al trasporto scolastico',
    description: 'Iscrizione allo scuolabus comunale per l’anno scolastico.',
    instructions: 'Indichi la scuola, la classe e la fermata più comoda tra quelle della linea.',
    topic: 'Scuola e infanzia',
    status: published,
  },
  {
    key: 'trasporto-delega',
    name: 'Delega per la consegna del bambino alla fermata',
    description: 'Delega ad altri adulti per accogliere il bambino alla fermata dello scuolabus.',
    instructions: 'Si possono delegare fino a quattro persone maggiorenni, indicandone nome e documento.',
    topic: 'Scuola e infanzia',
    status: published,
  },
  {
    key: 'trasporto-pagamento',
    name: 'Pagamento trimestrale del trasporto scolastico',
    description: 'Dichiarazione del versamento della quota trimestrale dello scuolabus.',
    instructions: 'Indichi il trimestre e il codice dell’avviso di pagamento pagoPA.',
    topic: 'Scuola e infanzia',
    status: published,
  },
  {
    key: 'mensa',
    name: 'Mensa scolastica e diete speciali',
    description:
      'Iscrizione al servizio di refezione e richiesta di una dieta per motivi di salute, etici o religiosi.',
    instructions: 'Per le diete legate alla salute occorre la certificazione del pediatra.',
    topic: 'Scuola e infanzia',
    status: published,
  },
  {
    key: 'residenza',
    name: 'Cambio di residenza',
    description: 'Dichiarazione di residenza per chi arriva da un altro Comune o cambia abitazione in Bugliano.',
    instructions:
      'La dichiarazione va resa entro venti giorni dal trasferimento. Indichi il titolo di occupazione dell’alloggio.',
    topic: 'Anagrafe',
    status: published,
  },
  {
    key: 'tari-riduzione',
    name: 'Riduzione della TARI',
    description: 'Riduzione della tassa sui rifiuti per abitazioni con un solo occupante, a disposizione o inagibili.',
    instructions: 'Indichi il codice dell’utenza e il motivo. La riduzione vale dalla data in cui se ne ha diritto.',
    topic: 'Tributi',
    status: published,
  },
  {
    key: 'imu-rimborso',
    name: 'Rimborso IMU',
    description:
      'Rimborso delle somme versate in eccesso per l’imposta municipale propria, entro cinque anni dal pagamento.',
    instructions: 'Indichi l’anno, l’importo versato, quello dovuto e l’IBAN su cui ricevere il rimborso.',
    topic: 'Tributi',
    status: published,
  },
  {
    key: 'atti-edilizi',
    name: 'Accesso agli atti edilizi',
    description: 'Visione e copia di titoli edilizi e agibilità depositati nell’archivio comunale.',
    instructions: 'Indichi i dati catastali dell’immobile e l’interesse alla richiesta, per esempio una compravendita.',
    topic: 'Edilizia',
    status: published,
  },
  {
    key: 'compostaggio',
    name: 'Compostiera domestica in comodato',
    description: 'Assegnazione gratuita di una compostiera a chi ha un giardino, con riduzione sulla TARI.',
    instructions: 'Occorre un’area verde di almeno venti metri quadrati a uso esclusivo.',
    topic: 'Ambiente',
    status: published,
  },
  {
    key: 'contributo-affitto',
    name: 'Contributo per l’affitto',
    description: 'Contributo comunale per le famiglie in difficoltà nel pagamento del canone di locazione.',
    instructions: 'Servono il contratto registrato, l’attestazione ISEE e le ricevute degli ultimi sei mesi.',
    topic: 'Sociale',
    status: published,
  },
  {
    key: 'centri-estivi',
    name: 'Iscrizione ai centri estivi',
    description: 'Settimane di gioco e sport per bambine e bambini da 6 a 11 anni.',
    instructions: 'Scelga fino a quattro settimane. I posti si assegnano nell’ordine di arrivo.',
    topic: 'Scuola e infanzia',
    status: published,
    opensInDays: -110,
    closesInDays: -20,
  },
  {
    key: 'buono-libri',
    name: 'Buono per i libri di testo',
    description: 'Contributo per l’acquisto dei libri di testo della scuola secondaria.',
    instructions: 'Indichi la scuola, la classe e il valore ISEE.',
    topic: 'Scuola e infanzia',
    status: published,
    opensInDays: 30,
    closesInDays: 90,
  },
  {
    key: 'orti',
    name: 'Assegnazione degli orti urbani',
    description: 'Concessione triennale di un orto comunale in località Le Prata.',
    instructions: 'Le assegnazioni sono sospese fino alla fine dei lavori sull’impianto di irrigazione.',
    topic: 'Ambiente',
    status: 'SUSPENDED',
  },
  {
    key: 'matrimonio',
    name: 'Prenotazione di matrimonio civile',
    description: 'Scelta della data e della sala per la celebrazione di un matrimonio o di un’unione civile.',
    instructions: 'Indichi tre date in ordine di preferenza e la sala desiderata.',
    topic: 'Anagrafe',
    status: 'DRAFT',
  },
  {
    key: 'insegna',
    name: 'Autorizzazione per insegne',
    description: 'Installazione o modifica di insegne e targhe di esercizio.',
    instructions: 'Indichi misure, materiali e posizione dell’insegna.',
    topic: 'Commercio e imprese',
    status: 'DRAFT',
  },
  {
    key: 'dehors',
    name: 'Tavoli e sedie all’aperto',
    description: 'Concessione per dehors stagionali di bar e ristoranti.',
    instructions: 'Indichi la superficie, il periodo e gli arredi previsti.',
    topic: 'Commercio e imprese',
    status: 'DRAFT',
  },
];

/** The instant that lies so many days after another; before it, when the number is negative. */
export const daysFrom = (now: Date, days: number): Date => new Date(now.getTime() + days * 86_400_000);
