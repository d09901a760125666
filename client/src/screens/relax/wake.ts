import { useEffect } from "preact/hooks";

interface Lock {
  readonly release: () => Promise<void>;
}
interface WakeLocks {
  readonly request: (kind: "screen") => Promise<Lock>;
}
const locks = (): WakeLocks | undefined => (navigator as { readonly wakeLock?: WakeLocks }).wakeLock;

export const canStayAwake = (): boolean => typeof navigator !== "undefined" && locks() !== undefined;

/** The screen stays on while somebody breathes by it. The browser takes that back when the page is hidden, so it is asked for again. */
export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    let lock: Lock | null = null;
    let gone = false;
    const ask = () => {
      if (document.visibilityState !== "visible" || gone) return;
      locks()
        ?.request("screen")
        .then(
          (given) => {
            if (gone) void given.release();
            else lock = given;
          },
          () => {}, // low battery: the pacer goes on without it
        );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release().catch(() => {});
    };
  }, [wanted]);
}
