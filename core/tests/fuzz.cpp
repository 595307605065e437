// Breaks .nam files in every way it can think of and plays what the reader lets through.
//
//   fuzz [count [first seed [file.nam ...]]]
//
// Each broken file must either be refused with a ModelError or play without a crash, a sanitizer's
// complaint or another exception. The same seed breaks the same file in the same way.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "seeds.h"

namespace {

using reamp::Model;
using reamp::ModelError;
using reamp::testing::Sequence;

const char* const kHostile[] = {"0",      "-1",       "1e9",      "1e999",      "NaN",   "Infinity",   "-0",
                                "3.7",    "1e-45",    "2",        "2147483648", "1e39",  "4294967296", "4",
                                "7",      "65536",    "17",       "1024",       "4096",  "true",       "false",
                                "null",   "\"x\"",    "[]",       "{}",         "[[1]]", "[3, 3]",     "1e-400",
                                "-1e300", "\"none\"", "\"Tanh\"", "\"gated\""};

std::size_t at(Sequence& sequence, std::size_t size) {
  return static_cast<std::size_t>(sequence.below(size ? size : 1));
}

// A random place of one of the characters, mostly outside the weights; npos when there is none.
std::size_t find_any(Sequence& sequence, const std::string& text, const char* characters) {
  const std::size_t weights = text.rfind("\"weights\"");
  const bool anywhere = weights == std::string::npos || sequence.below(5) == 0;
  const std::size_t start = at(sequence, anywhere ? text.size() : weights);
  const std::size_t found = text.find_first_of(characters, start);
  return found == std::string::npos ? text.find_first_of(characters) : found;
}

// Behind the value that begins at `begin`.
std::size_t value_end(const std::string& text, std::size_t begin) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      if (depth == 0) return i;
      if (--depth == 0) return i + 1;
    } else if (c == ',' && depth == 0) {
      return i;
    }
  }
  return text.size();
}

// The value behind a random colon: its first and its last place.
std::pair<std::size_t, std::size_t> random_value(Sequence& sequence, const std::string& text) {
  const std::size_t colon = find_any(sequence, text, ":");
  if (colon == std::string::npos) return {0, text.size()};
  const std::size_t begin = text.find_first_not_of(" \n", colon + 1);
  if (begin == std::string::npos) return {0, text.size()};
  return {begin, value_end(text, begin)};
}

void replace_number(Sequence& sequence, std::string& text) {
  const std::size_t begin = find_any(sequence, text, "0123456789");
  if (begin == std::string::npos) return;
  const std::size_t end = text.find_first_not_of("0123456789.eE+-", begin);
  text.replace(begin, (end == std::string::npos ? text.size() : end) - begin,
               kHostile[at(sequence, std::size(kHostile))]);
}

void replace_value(Sequence& sequence, std::string& text) {
  const auto [begin, end] = random_value(sequence, text);
  text.replace(begin, end - begin, kHostile[at(sequence, std::size(kHostile))]);
}

// Puts one value where another is.
void copy_value(Sequence& sequence, std::string& text) {
  const auto [from, from_end] = random_value(sequence, text);
  const std::string value = text.substr(from, from_end - from);
  const auto [to, to_end] = random_value(sequence, text);
  text.replace(to, to_end - to, value);
}

void wrap_value(Sequence& sequence, std::string& text) {
  const auto [begin, end] = random_value(sequence, text);
  std::string value = text.substr(begin, end - begin);
  for (int depth = sequence.below(3) ? 1 : sequence.below(2000); depth >= 0; --depth)
    value = depth % 2 ? "[" + value + "]" : "{\"model\":" + value + "}";
  text.replace(begin, end - begin, value);
}

void break_key(Sequence& sequence, std::string& text) {
  const std::size_t quote = find_any(sequence, text, "\"");
  if (quote == std::string::npos || quote + 1 >= text.size()) return;
  if (sequence.below(2)) {
    text[quote + 1] = static_cast<char>('a' + sequence.below(26));
  } else {  // the member as a whole
    const std::size_t colon = text.find(':', quote);
    if (colon == std::string::npos) return;
    const std::size_t end = value_end(text, colon + 1);
    text.erase(quote, end - quote + (end < text.size() && text[end] == ','));
  }
}

// Repeats, drops or moves an entry of a list.
void shuffle_list(Sequence& sequence, std::string& text) {
  const std::size_t open = find_any(sequence, text, "[");
  if (open == std::string::npos) return;
  const std::size_t end = value_end(text, open + 1);
  if (end >= text.size() || text[end] != ',') return;
  const std::string entry = text.substr(open + 1, end - open);
  if (sequence.below(2)) {
    for (int n = sequence.below(8) ? 1 : sequence.below(400); n >= 0; --n) text.insert(open + 1, entry);
  } else {
    text.erase(open + 1, entry.size());
    if (sequence.below(2)) return;
    const std::size_t close = text.find(']', open);
    if (close != std::string::npos) text.insert(close, "," + entry.substr(0, entry.size() - 1));
  }
}

void break_bytes(Sequence& sequence, std::string& text) {
  for (int n = sequence.below(4); n >= 0 && !text.empty(); --n) {
    const std::size_t place = at(sequence, text.size());
    if (sequence.below(2))
      text[place] = static_cast<char>(sequence.next());
    else
      text.insert(place, 1, "[]{},:\"0-.e\\\xff"[at(sequence, 13)]);
  }
}

void nest_model(Sequence& sequence, std::string& text) {
  const std::size_t config = text.find("\"layers\"");
  if (config == std::string::npos) return;
  for (int n = sequence.below(4) ? 0 : sequence.below(12); n >= 0 && text.size() < 300000; --n)
    text.insert(config, "\"condition_dsp\": " + text + ", ");
}

void truncate(Sequence& sequence, std::string& text) { text.resize(at(sequence, text.size())); }

constexpr void (*kMutations[])(Sequence&, std::string&) = {
    replace_number, replace_number, replace_number, replace_value, copy_value, wrap_value,
    break_key,      break_key,      shuffle_list,   break_bytes,   nest_model, truncate};

// True when the model played.
bool play(const std::string& text, Sequence& sequence) {
  try {
    const auto model = Model::parse(text);
    std::vector<float> signal(200);
    for (float& x : signal) x = sequence.uniform(-1.0f, 1.0f);
    model->process(signal, signal);
    model->set_slim(sequence.uniform(-0.1f, 1.1f));
    model->process(signal, signal);
    model->info();
    return true;
  } catch (const ModelError&) {
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const long count = argc > 1 ? std::atol(argv[1]) : 20000;
  const long first = argc > 2 ? std::atol(argv[2]) : 0;
  std::vector<std::string> texts;
  for (auto& [name, text] : reamp::testing::seeds()) texts.push_back(text);
  for (int i = 3; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  long played = 0;
  double slowest_s = 0.0;
  for (long seed = first; seed < first + count; ++seed) {
    Sequence sequence(static_cast<std::uint64_t>(seed));
    for (int i = 0; i < 10; ++i) sequence.next();
    std::string text = texts[at(sequence, texts.size())];
    for (int n = sequence.below(3) / 2; n >= 0; --n) kMutations[at(sequence, std::size(kMutations))](sequence, text);
    const auto start = std::chrono::steady_clock::now();
    try {
      played += play(text, sequence);
    } catch (const std::exception& error) {
      std::printf("seed %ld: %s\n", seed, error.what());
      return 1;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (seconds > slowest_s) std::printf("seed %ld took %.2f s\n", seed, slowest_s = seconds);
    std::fflush(stdout);
  }
  std::printf("%ld files: %ld played, %ld refused, the slowest took %.2f s\n", count, played, count - played,
              slowest_s);
  return played == 0 || played == count;
}
