import { MainJob1764000000000 } from './1764000000000-main-job.js';
import { GroupsAndFolders1764100000000 } from './1764100000000-groups-and-folders.js';
import { AccessRegister1764200000000 } from './1764200000000-access-register.js';
import { Outbox1764300000000 } from './1764300000000-outbox.js';
import { Attachments1764400000000 } from './1764400000000-attachments.js';
import { WhoWroteWhen1764500000000 } from './1764500000000-who-wrote-when.js';
import { CatalogueState1764600000000 } from './1764600000000-catalogue-state.js';
import { WordsAndCounts1764700000000 } from './1764700000000-words-and-counts.js';

/** The timeline of the tables, oldest first, the same for both engines. A migration that has been released is never edited. */
export const migrations = [
  MainJob1764000000000,
  GroupsAndFolders1764100000000,
  AccessRegister1764200000000,
  Outbox1764300000000,
  Attachments1764400000000,
  WhoWroteWhen1764500000000,
  CatalogueState1764600000000,
  WordsAndCounts1764700000000,
];
