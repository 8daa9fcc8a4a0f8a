/** The editor looks up and checks in workers of its own. It asks here for each, by a label. */
const environment = {
  getWorker(_moduleId: string, label: string): Worker {
    const address = label === 'graphql' || label === 'json' ? WORKERS[label] : WORKERS.editorWorkerService;
    return new Worker(address, { type: 'module' });
  },
};

Object.assign(globalThis, { MonacoEnvironment: environment });
