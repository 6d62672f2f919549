import type { DemoPerson } from '../person.js';

/** A token made for somebody of the demo. */
export interface DemoToken {
  token: string;
  expiresAt: Date | string;
}

/** A mail that would have gone out. */
export interface DemoMail {
  id: string;
  to: string;
  toName: string;
  subject: string;
  html: string;
  text: string;
  state: 'QUEUED' | 'SENT' | 'FAILED';
  createdAt: Date;
  practiceId: string | null;
}

/** A practice that a mail links to: who is concerned, by their keys. */
export interface LinkedPractice {
  id: string;
  protocolNumber: string | null;
  serviceName: string;
  applicantKey: string | null;
  operatorKey: string | null;
}

/** What the pages of the demo ask of the rest. */
export interface DemoPagesDeps {
  municipality: string;
  people(): readonly DemoPerson[];
  /** A token for the person of this key; null when there is none. */
  signIn(key: string): Promise<DemoToken | null>;
  mails(): Promise<DemoMail[]>;
  /** The practice of this id; null when there is none, also for an id that is not one. */
  practice(id: string): Promise<LinkedPractice | null>;
}
