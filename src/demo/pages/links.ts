/** Where the playground opens signed in as somebody, on a tab, with values such as a practice's id in place. */
export function playgroundAs(key: string, tab?: string, values: Record<string, string | undefined> = {}): string {
  const address = new URLSearchParams({ person: key });
  if (tab) address.set('tab', tab);
  for (const [name, value] of Object.entries(values)) if (value) address.set(name, value);
  return `/playground?${address}`;
}
