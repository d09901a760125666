/** Put in at build time (build/plugins.ts): every file that this worker keeps, with a hash of its content. */
declare const __PRECACHE__: readonly { readonly url: string; readonly revision: string }[];
/** Hash of that list: the name of this version. */
declare const __REVISION__: string;
/** What it keeps, for the name of its cache: "app" or "calm". */
declare const __KEEPS__: string;
