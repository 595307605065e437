// The files of a folder, in order, and what is next.
#include <filesystem>
#include <fstream>

#include "files.h"
#include "panel/text_field.h"
#include "test.h"

using namespace reamp::plugin;
namespace fs = std::filesystem;

namespace {

struct Models {
  Models() {
    fs::remove_all(path);
    for (const char* name :
         {"amp 10.nam", "amp 9.nam", "Best.NAM", "rig.toml", "notes.txt", ".hidden.nam", "fender/twin.nam"}) {
      fs::create_directories((path / name).parent_path());
      std::ofstream(path / name) << "x";
    }
  }
  ~Models() { fs::remove_all(path); }
  const fs::path path = fs::temp_directory_path() / "reamp_test_files";
};

std::string names(const std::vector<const FileEntry*>& found) {
  std::string all;
  for (const FileEntry* entry : found) all += entry->name + '|';
  return all;
}

}  // namespace

TEST(files_are_in_order_and_found_by_words) {
  const Models models;
  const Folder folder(models.path.string(), FileKind::kModel);
  CHECK_EQUAL(names(folder.find("")), std::string("fender|amp 9.nam|amp 10.nam|Best.NAM|rig.toml|"));
  CHECK_EQUAL(names(folder.find("WIN fend")), std::string("fender/twin.nam|"));
  CHECK_EQUAL(names(folder.find("nothing")), std::string());
}

TEST(files_have_neighbours_round_and_round) {
  const Models models;
  const Folder folder(models.path.string(), FileKind::kModel);
  const auto file = [&](const char* name) { return (models.path / name).string(); };
  CHECK_EQUAL(folder.neighbour(file("amp 9.nam"), 1), file("amp 10.nam"));
  CHECK_EQUAL(folder.neighbour(file("amp 9.nam"), -1), file("rig.toml"));
  CHECK_EQUAL(folder.neighbour(file("gone.nam"), 1), file("amp 9.nam"));
  CHECK_EQUAL(folder.place(file("Best.NAM")).first, std::size_t{3});
  CHECK_EQUAL(folder.place(file("Best.NAM")).second, std::size_t{4});
  CHECK_EQUAL(Folder("/not/there", FileKind::kModel).neighbour("x", 1), std::string());
}

TEST(files_pasted_as_programs_write_them) {
  CHECK_EQUAL(pasted_path(" \"/a/b c.nam\"\n"), std::string("/a/b c.nam"));
  CHECK_EQUAL(pasted_path("file:///a/%C3%A9.nam"), std::string("/a/\u00e9.nam"));
  CHECK_EQUAL(pasted_path("C:\\a.nam"), std::string("C:\\a.nam"));
  CHECK_EQUAL(pasted_path("twin"), std::string());
  CHECK_EQUAL(pasted_path(""), std::string());
}

TEST(text_field_edits_whole_letters) {
  TextField field("12.2 dBu");
  field.insert("\u00e9\u00df");
  CHECK_EQUAL(field.text(), std::string("\u00e9\u00df"));
  field.press(Key::kLeft);
  field.press(Key::kBackspace);
  CHECK_EQUAL(field.text(), std::string("\u00df"));
  field.press(Key::kDelete);
  CHECK_EQUAL(field.text(), std::string());
  field.press(Key::kDelete);
  field.press(Key::kBackspace);
  field.insert("one\ntwo");
  CHECK_EQUAL(field.text(), std::string("one"));
  field.insert(std::string(10000, 'x'));
  CHECK_EQUAL(field.text(), std::string("one"));
}
