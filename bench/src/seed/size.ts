/** How large the municipality is. */
export interface Size {
  name: 'default' | 'small';
  practices: number;
  citizens: number;
  operators: number;
  services: number;
  groups: number;
}

/** Ten messages and two attachments for each practice, whatever the size. */
export const SIZES: Record<Size['name'], Size> = {
  default: { name: 'default', practices: 100_000, citizens: 20_000, operators: 200, services: 200, groups: 50 },
  small: { name: 'small', practices: 10_000, citizens: 2_000, operators: 200, services: 200, groups: 50 },
};
