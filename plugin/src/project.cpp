// What a host saves with a song.
#include "project.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "paths.h"

namespace reamp::plugin {
namespace {

constexpr std::string_view kFirstLine = "reamp project ";
constexpr int kVersion = 2, kFirstVersion = 1;  // 2: with the other side, or with what is bypassed
constexpr std::string_view kFileLine = "file ";
constexpr std::string_view kOtherSideLine = "other side ";
constexpr std::string_view kBypassedLine = "bypassed ", kOtherBypassedLine = "other bypassed ";
constexpr std::string_view kModels = "models ", kCabinets = "cabinets ";
constexpr std::size_t kMostBypassed = 64;
constexpr std::string_view kRigLine = "rig";
constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

[[noreturn]] void fail(const std::string& problem) { throw SettingsError("the project", problem); }

std::string base64_of(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j) text += i + j <= bytes.size() ? kDigits[group >> (18 - 6 * j) & 63] : '=';
  }
  return text;
}

std::string bytes_of(std::string_view base64) {
  static constexpr auto kValues = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < kDigits.size(); ++i)
      values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::int8_t>(i);
    return values;
  }();
  while (base64.ends_with('=')) base64.remove_suffix(1);
  std::string bytes;
  bytes.reserve(base64.size() / 4 * 3 + 3);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : base64) {
    const std::int8_t value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) fail("is damaged: a file in it is no base64");
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 255);
  }
  return bytes;
}

std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                static_cast<uLong>(bytes.size()), 6) != Z_OK)
    throw std::bad_alloc();
  packed.resize(size);
  return packed;
}

std::string inflated(const std::string& packed, std::size_t bytes) {
  std::string text(bytes, '\0');
  auto size = static_cast<uLongf>(bytes);
  const int result = uncompress(reinterpret_cast<Bytef*>(text.data()), &size,
                                reinterpret_cast<const Bytef*>(packed.data()), static_cast<uLong>(packed.size()));
  if (result != Z_OK || size != bytes) fail("is damaged: a file in it cannot be unpacked");
  return text;
}

// Takes the text up to the next `end`, and it, from the front.
std::string_view next(std::string_view& text, char end) {
  const std::size_t size = text.find(end);
  if (size == std::string_view::npos) fail("is cut off");
  const std::string_view part = text.substr(0, size);
  text.remove_prefix(size + 1);
  return part;
}

std::size_t number(std::string_view digits) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) fail("is damaged: a number is missing");
  return value;
}

bool is_any(const std::vector<bool>& bypassed) {
  return std::find(bypassed.begin(), bypassed.end(), true) != bypassed.end();
}

bool has_bypass(const Setup& setup) { return is_any(setup.bypassed_models) || is_any(setup.bypassed_cabinets); }

// "01": the second is bypassed.
std::string bypass_lines(std::string_view line, const Setup& setup) {
  std::string text;
  for (const auto& [name, bypassed] :
       {std::pair{kModels, &setup.bypassed_models}, std::pair{kCabinets, &setup.bypassed_cabinets}}) {
    if (!is_any(*bypassed)) continue;
    text += std::string(line) + std::string(name);
    for (const bool is_bypassed : *bypassed) text += is_bypassed ? '1' : '0';
    text += '\n';
  }
  return text;
}

// A line without its beginning.
void read_bypass(std::string_view line, Setup& setup) {
  const bool is_of_models = line.starts_with(kModels);
  if (!is_of_models && !line.starts_with(kCabinets)) fail("is damaged: a line is unknown");
  line.remove_prefix((is_of_models ? kModels : kCabinets).size());
  if (line.size() > kMostBypassed || line.find_first_not_of("01") != std::string_view::npos)
    fail("is damaged: what is bypassed cannot be read");
  std::vector<bool> bypassed;
  for (const char digit : line) bypassed.push_back(digit == '1');
  (is_of_models ? setup.bypassed_models : setup.bypassed_cabinets) = std::move(bypassed);
}

bool is_same(const Setup& a, const Setup& b) {
  return a.preset_path == b.preset_path && a.bypassed_models == b.bypassed_models &&
         a.bypassed_cabinets == b.bypassed_cabinets && preset_text(a.preset) == preset_text(b.preset);
}

}  // namespace

const std::string& KeptFile::text() const {
  if (text_.empty()) text_ = base64_of(deflated(bytes_));
  return text_;
}

// A path may hold any byte but 0, so it is written as base64 too.
std::string project_text(const Project& project) {
  const bool is_older = !project.other && !has_bypass(project.setup);
  std::string text = std::string(kFirstLine) + std::to_string(is_older ? kFirstVersion : kVersion) + '\n';
  for (const auto& [path, file] : project.files)
    text += std::string(kFileLine) + std::to_string(file->bytes().size()) + ' ' + base64_of(path) + ' ' + file->text() +
            '\n';
  text += bypass_lines(kBypassedLine, project.setup);
  if (project.other)
    text += std::string(kOtherSideLine) + (project.side == 0 ? "B " : "A ") +
            base64_of(preset_text(project.other->preset)) + '\n' + bypass_lines(kOtherBypassedLine, *project.other);
  return text + std::string(kRigLine) + '\n' + preset_text(project.setup.preset);
}

bool is_same(const Project& a, const Project& b) {
  if (a.files != b.files || a.side != b.side || !is_same(a.setup, b.setup)) return false;
  return a.other.has_value() == b.other.has_value() && (!a.other || is_same(*a.other, *b.other));
}

Project parse_project(std::string_view text) {
  std::string_view first = next(text, '\n');
  if (!first.starts_with(kFirstLine)) fail("is not one of Reamp");
  first.remove_prefix(kFirstLine.size());
  if (const std::size_t version = number(first); version > kVersion)
    fail("is of version " + std::to_string(version) + ", and this plug-in reads " + std::to_string(kVersion) +
         "; update Reamp");
  Project project;
  Setup other;
  for (std::string_view line = next(text, '\n'); line != kRigLine; line = next(text, '\n')) {
    if (line.starts_with(kOtherSideLine)) {
      line.remove_prefix(kOtherSideLine.size());
      project.side = next(line, ' ') == "A" ? 1 : 0;
      other.preset = parse_preset(bytes_of(line), "the project");
      project.other.emplace();
      continue;
    }
    if (line.starts_with(kBypassedLine)) {
      read_bypass(line.substr(kBypassedLine.size()), project.setup);
      continue;
    }
    if (line.starts_with(kOtherBypassedLine)) {
      read_bypass(line.substr(kOtherBypassedLine.size()), other);
      continue;
    }
    if (!line.starts_with(kFileLine)) fail("is damaged: a line is unknown");
    line.remove_prefix(kFileLine.size());
    const std::size_t bytes = number(next(line, ' '));
    const std::string path = bytes_of(next(line, ' ')), packed = bytes_of(line);
    // zlib makes at most 1032 bytes of one.
    if (bytes > kMaxFileBytes || bytes / 1032 > packed.size()) fail("is damaged: a file in it is too large");
    project.files[path] = std::make_shared<KeptFile>(inflated(packed, bytes));
  }
  if (project.other) project.other = std::move(other);
  project.setup.preset = parse_preset(text, "the project");
  return project;
}

std::shared_ptr<const KeptFile> read_file(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path file = in_system(path);
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return nullptr;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error || size > kMaxFileBytes) return nullptr;
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::ifstream stream(file, std::ios::binary);
  if (!stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return nullptr;
  return std::make_shared<KeptFile>(std::move(bytes));
}

std::string file_on_disk(Project& project, const std::string& path, const std::string& folder) {
  const auto found = project.files.find(path);
  if (found == project.files.end()) throw SettingsError(path, "is not there; choose another file first");
  const std::shared_ptr<const KeptFile> file = found->second;
  const std::string name = name_of(path), stem = stem_of(path), ending = name.substr(stem.size());
  std::string place = path;
  for (int n = 1;; ++n) {
    const auto there = read_file(place);
    if (there && there->bytes() == file->bytes()) break;
    std::error_code error;
    if (n > 1 && !std::filesystem::exists(in_system(place), error)) {
      write_file(place, file->bytes());
      break;
    }
    place = folder + '/' + (n == 1 ? name : stem + ' ' + std::to_string(n) + ending);
  }
  project.files[place] = file;
  return place;
}

}  // namespace reamp::plugin
