/**
 * What kit needs of a database: a Prisma client, or one within a transaction. The statements are constants of ours and the
 * values travel beside them as parameters; "unsafe" in the names is Prisma's warning against building the text.
 */
export interface Sql {
  $queryRawUnsafe<T>(statement: string, ...values: unknown[]): Promise<T>;
  $executeRawUnsafe(statement: string, ...values: unknown[]): Promise<number>;
}

/** Something that can open a transaction: a Prisma client. */
export interface TransactionalSql<Tx extends Sql> extends Sql {
  $transaction<T>(
    run: (tx: Tx) => Promise<T>,
    options?: {
      maxWait?: number;
      timeout?: number;
      isolationLevel?: 'RepeatableRead';
    },
  ): Promise<T>;
}
