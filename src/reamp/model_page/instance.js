// An instance of the player with a memory of its own; for the worker and for the audio thread.

function newInstance(module, pages) {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 16384 }); // pages of 64 KiB
  const proc_exit = () => {
    throw new Error("the player has no memory left");
  };
  const env = { memory, emscripten_notify_memory_growth() {} };
  const { exports: calls } = new WebAssembly.Instance(module, { env, wasi_snapshot_preview1: { proc_exit } });
  return { memory, calls };
}
