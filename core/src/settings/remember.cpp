// What a front end without Python saves: the interface, and the level of a model.
#include <cmath>
#include <ctime>

#include "reamp/settings.h"
#include "settings/file_calls.h"
#include "settings/form.h"
#include "settings/write.h"

namespace reamp {
namespace {

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
#if defined(_WIN32)
  localtime_s(&local, &now);
#else
  localtime_r(&now, &local);
#endif
  char text[16];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d", &local)};
}

// The entries of a file but those that `is_replaced`, each behind its heading.
template <class IsReplaced>
std::string others(const std::string& path, const std::string& list, IsReplaced is_replaced) {
  std::string text;
  const auto file = TomlFile::read(path);
  if (!file) return text;
  for (const Form& form : file->form().forms(list))
    if (!is_replaced(form)) text += "[[" + list + "]]\n" + form.written() + '\n';
  return text;
}

}  // namespace

void remember_interface(const std::string& config_dir, const RememberedInterface& interface) {
  const SettingsLock lock(config_dir);
  remembered_interfaces(config_dir);  // a broken file is not overwritten
  source_levels(interface, known_interfaces(config_dir));
  const std::string path = config_dir + "/interface.toml";
  if (interface.max_input_dbu && std::abs(*interface.max_input_dbu) > kMaxDbu)
    throw SettingsError(path, "the level of an interface is from -60 to 60 dBu; check the unit");
  std::string text =
      others(path, "interface", [&](const Form& form) { return form.text("device") == interface.device; });
  text += "[[interface]]\n";
  if (interface.name) add_line(text, "name", toml_text(*interface.name));
  if (interface.input) add_line(text, "input", toml_text(*interface.input));
  if (interface.max_input_dbu) add_line(text, "max_input_dbu", toml_number(*interface.max_input_dbu));
  if (interface.shown_db) add_line(text, "gain_db", toml_number(*interface.shown_db));
  if (interface.raised_db) {
    const std::string number = toml_number(*interface.raised_db);
    add_line(text, "gain_db", toml_text('+' + (number.ends_with(".0") ? number.substr(0, number.size() - 2) : number)));
  }
  add_line(text, "date", today());
  if (interface.device) add_line(text, "device", toml_text(*interface.device));
  write_file(path, text);
}

void keep_typed_level(const std::string& config_dir, const std::string& network, std::optional<double> input_level_dbu,
                      const std::string& model) {
  const SettingsLock lock(config_dir);
  kept_levels(config_dir);
  const std::string path = config_dir + "/levels.toml";
  std::string text = others(path, "level", [&](const Form& form) { return form.text("network") == network; });
  if (input_level_dbu) {
    text += "[[level]]\n";
    add_line(text, "network", toml_text(network));
    add_line(text, "input_level_dbu", toml_number(std::round(*input_level_dbu * 100.0) / 100.0));
    add_line(text, "how", toml_text("typed"));
    if (!model.empty()) add_line(text, "model", toml_text(model));
    add_line(text, "date", today());
  }
  write_file(path, text);
}

}  // namespace reamp
