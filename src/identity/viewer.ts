import type { AuthenticationFacts } from './authentication.js';
import { AuthenticationMethod } from './authentication.js';
import { Role } from './role.js';

/** Who is asking. Policies are sentences about a viewer; the anonymous one is nobody and handles nothing. */
export class Viewer {
  constructor(
    /** The user's id; empty for nobody, so that it is nobody's. */
    readonly id: string,
    readonly role: Role | null,
    /** How this session was opened. */
    readonly authentication: AuthenticationFacts | null,
    private readonly services: ReadonlySet<string> = new Set(),
    /** A temporary password has to be changed before anything else. */
    readonly mustChangePassword = false,
  ) {}

  get isAnonymous(): boolean {
    return this.role === null;
  }

  get isCitizen(): boolean {
    return this.role === Role.CITIZEN;
  }

  get isOperator(): boolean {
    return this.role === Role.OPERATOR;
  }

  get isAdministrator(): boolean {
    return this.role === Role.ADMIN;
  }

  get isStaff(): boolean {
    return this.isOperator || this.isAdministrator;
  }

  /** Whether the session itself was opened with SPID. */
  get cameWithSpid(): boolean {
    return this.authentication?.method === AuthenticationMethod.SPID;
  }

  /** Whether this is an operator whom an administrator enabled for the service. */
  handles(serviceId: string): boolean {
    return this.isOperator && this.services.has(serviceId);
  }

  /** The services that an operator is enabled for. */
  get serviceIds(): string[] {
    return [...this.services];
  }
}

/** Nobody: a request without a token. */
export const ANONYMOUS = new Viewer('', null, null);
