/** Put in at build time (build/plugins.ts): every file of the built app, with a hash of its content. */
declare const __PRECACHE__: readonly { readonly url: string; readonly revision: string }[];
/** Hash of that list: the name of this version of the app. */
declare const __REVISION__: string;
