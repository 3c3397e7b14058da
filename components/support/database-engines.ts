/** Engines of `Database`; values of `DatabaseArgs.engine`. */
export const DatabaseEngine = {
  /** RDS for MySQL, 8.4. */
  mysql: "mysql",
  /** RDS for PostgreSQL. */
  postgres: "postgres",
} as const;

/** Port on which MySQL listens. */
export const MYSQL_PORT = 3306;

/** Port on which PostgreSQL listens. */
export const POSTGRES_PORT = 5432;

/** What differs with the engine. */
export interface Engine {
  /** Port on which it listens. */
  port: number;
  /** Major version where none is given: RDS takes its newest minor version then. */
  version: string;
  /** True for a version that it can have. */
  isVersion: (version: string) => boolean;
  /** What a version can be, for messages. */
  versions: string;
  /** Parameter group family of a version. */
  family: (version: string) => string;
  /** The parameter that refuses connections without TLS. */
  tls: { name: string; applyMethod?: string };
  /** Most characters of the name of a database. */
  databaseName: number;
  /** Most characters of the name of a user. */
  username: number;
}

/**
 * The engines by name. Sources: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (names),
 * https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-versions.html (major and minor versions) and
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html (TLS)
 */
export const ENGINES: { [engine: string]: Engine } = {
  [DatabaseEngine.mysql]: {
    port: MYSQL_PORT,
    version: "8.4",
    isVersion: (version) => /^8\.4(\.\d+)?$/.test(version),
    versions: "8.4 or 8.4.<patch>",
    family: () => "mysql8.4",
    tls: { name: "require_secure_transport" },
    databaseName: 64,
    username: 32,
  },
  [DatabaseEngine.postgres]: {
    port: POSTGRES_PORT,
    version: "17",
    isVersion: (version) => /^[1-9]\d(\.\d+)?$/.test(version),
    versions: "a major version as 17, or a full one as 17.<minor>",
    family: (version) => `postgres${version.split(".")[0]}`,
    // On some versions it is a static parameter, which takes no other method; a dynamic one takes this one as well.
    tls: { name: "rds.force_ssl", applyMethod: "pending-reboot" },
    databaseName: 63,
    username: 16,
  },
};
