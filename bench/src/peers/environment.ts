/** What every server of the benchmark is told by its environment, under the names that Stanza reads. */
export interface Environment {
  host: string;
  port: number;
  databaseUrl: string;
  secret: string;
  municipality: string;
  publicUrl: string;
  oidc: { issuer: string; audience: string };
}

export function readEnvironment(variables: Record<string, string | undefined> = process.env): Environment {
  const text = (name: string): string => {
    const value = variables[name];
    if (!value) throw new Error(`${name} is missing`);
    return value;
  };
  return {
    host: text('HOST'),
    port: Number(text('PORT')),
    databaseUrl: text('DATABASE_URL'),
    secret: text('SECRET'),
    municipality: text('MUNICIPALITY'),
    publicUrl: text('PUBLIC_URL'),
    oidc: { issuer: text('OIDC_ISSUER'), audience: text('OIDC_AUDIENCE') },
  };
}
