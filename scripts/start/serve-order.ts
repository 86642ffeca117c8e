/** What `server.ts` tells the serving process to run. Secrets go this way, so that no process list shows them. */
export interface ServeOrder {
  readonly kind: 'serve';
  /** Folder of the bundled Worker. */
  readonly bundle: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Secrets and variables of the Worker, over those of wrangler.toml. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Folder of the objects' databases. */
  readonly objects: string;
  /** Folder that is emptied first. */
  readonly scratch: string;
}

/** Ends the runtime and the serving process. */
export interface StopOrder {
  readonly kind: 'stop';
}

/** What the serving process answers to a `ServeOrder`. */
export type ServeAnswer =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'failed'; readonly reason: string };
