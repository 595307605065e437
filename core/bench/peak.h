// The multiply-adds a core can do, which every speed is divided by, and the clock of all measurements.
#pragma once

#include <ctime>

// Seconds this thread has computed: other programs on the machine do not count.
inline double cpu_s() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Multiply-accumulates per second of a tight loop of fused multiply-adds that touches no memory, best of
// several runs; 0 when this machine lacks the instruction set (baseline, avx2, avx512).
double peak_macs_per_s(const char* instruction_set);
