// The multiply-adds a core can do: what every speed is divided by.
#pragma once

// Multiply-accumulates per second of a tight loop of fused multiply-adds that touches no memory, best of
// several runs; 0 when this machine lacks the instruction set (baseline, avx2, avx512).
double peak_macs_per_s(const char* instruction_set);
