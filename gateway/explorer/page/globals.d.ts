/** Values that the build puts in, see `build.ts`. */

/** Version of Samplan. */
declare const SAMPLAN_VERSION: string;
/** The examples, in the order of the menu. */
declare const EXAMPLES: readonly import('./example.ts').Example[];
/** Addresses of the editor's workers, by the editor's label; `editorWorkerService` for all others. */
declare const WORKERS: Readonly<Record<'editorWorkerService' | 'graphql' | 'json', string>>;

declare module '*.css';
