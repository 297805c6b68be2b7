/** Builds at the first call, and gives the same ever after: so that importing a module reads no environment and opens nothing. */
export const once = <T>(build: () => T): (() => T) => {
  let built: { value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
};
