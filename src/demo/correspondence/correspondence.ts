import { buildingAndWelfarePractices } from './building-and-welfare.js';
import { mobilityPractices } from './mobility.js';
import { type DemoEvent, type DemoPractice, eventsOf } from './practice.js';
import { registryAndTaxesPractices } from './registry-and-taxes.js';
import { schoolPractices } from './school.js';

/** Every practice of the demo. */
export const correspondence: readonly DemoPractice[] = [
  ...mobilityPractices,
  ...schoolPractices,
  ...registryAndTaxesPractices,
  ...buildingAndWelfarePractices,
];

/** All that happened up to now, in the order of time: played in it, protocol numbers come out in the order of their days. */
export const correspondenceUpTo = (now: Date): DemoEvent[] =>
  correspondence.flatMap((practice) => eventsOf(practice, now)).sort((a, b) => a.at.getTime() - b.at.getTime());
