/**
 * Prisma's own schema engine as WebAssembly: writes migrations and finds drift without fetching a binary.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** The statements that turn what the migrations make into what schema.prisma says; empty when they agree. */
export async function drift(url: string, schemaFile: string, migrationsFolder: string): Promise<string> {
  const schema = { files: [{ path: schemaFile, content: readFileSync(schemaFile, 'utf8') }] };
  return await withEngine(url, schema, async (engine) => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...migrationsIn(migrationsFolder) },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 2 ? (stdout ?? '') : '';
  });
}

interface SchemaFiles {
  readonly files: { path: string; content: string }[];
}

async function withEngine<T>(url: string, schema: SchemaFiles, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const Engine = await load();
  const factory = new MigrationFactory(url);
  const bound = bindMigrationAwareSqlAdapterFactory(factory);
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) },
  });
  const datamodels = schema.files.map((file): [string, string] => [file.path, file.content]);
  const engine = await Engine.new({ datamodels }, () => {}, bound);
  try {
    return await use(engine);
  } finally {
    engine.free();
    await factory.close();
  }
}

type Exports = Readonly<Record<string, unknown>>;

/** Node has it, and only the types of browsers describe it. */
const { WebAssembly: runtime } = globalThis as unknown as {
  WebAssembly: {
    instantiate(bytes: Buffer, imports: object): Promise<{ readonly instance: { readonly exports: Exports } }>;
  };
};

/** The module's own import of the .wasm file does not load on Node 20. */
async function load(): Promise<typeof SchemaEngine> {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve('@prisma/schema-engine-wasm'));
  // The glue's types are those of the module around it.
  const module = glue as unknown as {
    SchemaEngine: typeof SchemaEngine;
    __wbg_set_wasm(exports: Exports): void;
  };
  const { instance } = await runtime.instantiate(readFileSync(path.join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': glue,
  });
  module.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start === 'function') start();
  return module.SchemaEngine;
}

function migrationsIn(folder: string) {
  const lock = path.join(folder, 'migration_lock.toml');
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: folder,
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: existsSync(lock) ? readFileSync(lock, 'utf8') : null },
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(path.join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

/** Catalogue columns of type "char" (oid 18): the adapter refuses them, the engine wants them as characters. */
const CHAR = 18;
const TEXT = 25;
const charColumns = new WeakMap<object, readonly number[]>();

class CatalogPool extends pg.Pool {
  override query: pg.Pool['query'] = (async (...given: unknown[]) => {
    const result: pg.QueryArrayResult = await Reflect.apply(pg.Pool.prototype.query, this, given);
    if (Array.isArray(result)) return result; // of a script
    charColumns.set(
      result.rows,
      result.fields.flatMap((field, i) => (field.dataTypeID === CHAR ? [i] : [])),
    );
    for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
    return result;
  }) as pg.Pool['query']; // pg's overloads cannot be repeated in one signature
}

/**
 * The stock adapter splits scripts at every semicolon, which breaks function bodies, and connects its shadow database to the main
 * one when it is given an address.
 */
class MigrationFactory extends PrismaPg implements SqlMigrationAwareDriverAdapterFactory {
  private readonly opened = new Set<() => Promise<void>>();
  private readonly url: string;

  constructor(url: string) {
    super({ connectionString: url, max: 1 });
    this.url = url;
  }

  async close(): Promise<void> {
    for (const done of [...this.opened]) await done();
  }

  override connect() {
    return this.open(this.url);
  }

  override async connectToShadowDb() {
    const name = `prisma_shadow_${crypto.randomUUID().replaceAll('-', '')}`;
    await this.administer(`CREATE DATABASE "${name}" TEMPLATE template0`);
    const shadow = new URL(this.url);
    shadow.pathname = `/${name}`;
    return await this.open(shadow.href, () => this.administer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
  }

  private async administer(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }

  private async open(url: string, release?: () => Promise<void>) {
    const pool = new CatalogPool({ connectionString: url, max: 2 });
    const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
    adapter.executeScript = async (sql) => {
      await pool.query(sql);
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const i of charColumns.get(result.rows) ?? []) result.columnTypes[i] = ColumnTypeEnum.Character;
      return result;
    };
    const done = async (): Promise<void> => {
      if (this.opened.delete(done)) {
        await pool.end();
        await release?.();
      }
    };
    this.opened.add(done);
    adapter.dispose = done;
    return adapter;
  }
}
