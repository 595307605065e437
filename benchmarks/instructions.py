"""Count the instructions that a model costs for each frame, on x86 under valgrind and on Arm under qemu.

  instructions.py MODEL.nam        needs valgrind, qemu-user, `make arm` and build/core (make core-test)

Speed cannot be measured under an emulator, but instructions can: NEON has four lanes where AVX2 has eight,
so it needs twice as many for the same work. The difference of two runs leaves out the loading.
"""

import argparse
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
ARM_FOLDER, X86_FOLDER = ROOT / "build" / "arm", ROOT / "build" / "core"
FEW, MANY, BLOCK_FRAMES = 1, 41, 64

# A plug-in of qemu that adds up the instructions of the blocks that run. Debian has no header for it,
# so its interface is declared here.
COUNTER = r"""
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
struct qemu_plugin_tb;
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t, void (*)(uint64_t, struct qemu_plugin_tb *));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *, int, void *, uint64_t);
void qemu_plugin_register_atexit_cb(uint64_t, void (*)(uint64_t, void *), void *);
int qemu_plugin_version = 1;
static uint64_t count;
static void translated(uint64_t id, struct qemu_plugin_tb *tb) {
  qemu_plugin_register_vcpu_tb_exec_inline(tb, 0, &count, qemu_plugin_tb_n_insns(tb));
}
static void ended(uint64_t id, void *data) {
  fprintf(stderr, "instructions: %llu\n", (unsigned long long)count);
}
int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv) {
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, ended, NULL);
  return 0;
}
"""


def count(command: list[str], pattern: str) -> int:
    """Run a command and return the number that its error output has after a pattern."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (number,) = re.findall(pattern + r"\s*([\d,]+)", done.stderr)
    return int(number.replace(",", ""))


def build(folder: Path) -> Path:
    """Return the program that plays, built in a folder that CMake knows."""
    subprocess.run(["cmake", "--build", str(folder), "--target", "frames"], check=True, capture_output=True)
    return folder / "core" / "frames"


def per_frame(command: list[str], pattern: str) -> float:
    """Return the instructions of a frame, from two runs of different lengths."""
    few, many = (count([*command, str(blocks)], pattern) for blocks in (FEW, MANY))
    return (many - few) / ((MANY - FEW) * BLOCK_FRAMES)


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    model = str(parser.parse_args().model)
    x86 = ["valgrind", "--tool=lackey", "--basic-counts=yes", str(build(X86_FOLDER)), model]
    avx2 = per_frame([*x86, "avx2"], "guest instrs:")
    with tempfile.TemporaryDirectory() as folder:
        source, counter = Path(folder) / "counter.c", Path(folder) / "counter.so"
        source.write_text(COUNTER)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", str(counter), str(source)], check=True)
        emulated = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", "-plugin", str(counter)]
        arm = [*emulated, str(build(ARM_FOLDER)), model]
        neon, plain = (per_frame([*arm, each], "instructions:") for each in ("neon", "baseline"))
    print(f"instructions a frame: avx2 {avx2:.0f}, neon {neon:.0f}, baseline on Arm {plain:.0f}")
    print(f"neon / (2 avx2) = {neon / (2 * avx2):.2f}")


if __name__ == "__main__":
    main()
