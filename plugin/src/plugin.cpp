// The plug-in as DPF wants it; engine.h has what it does.
#include <vector>

#include "DistrhoPlugin.hpp"
#include "instance.h"

START_NAMESPACE_DISTRHO

namespace {

namespace rp = reamp::plugin;

enum StateIndex : uint32_t { kModel, kCabinet, kProject, kStateCount };
constexpr const char* kStateKeys[] = {"model", "cabinet", "project"};

// What can only be one of these, by its index.
void init_choices(const std::vector<String>& labels, Parameter& parameter) {
  parameter.hints |= labels.size() == 2 ? kParameterIsBoolean : kParameterIsInteger;
  auto* const values = new ParameterEnumerationValue[labels.size()];
  for (std::size_t i = 0; i < labels.size(); ++i) {
    values[i].value = static_cast<float>(i);
    values[i].label = labels[i];
  }
  parameter.enumValues.count = static_cast<uint8_t>(labels.size());
  parameter.enumValues.restrictedMode = true;
  parameter.enumValues.values = values;  // which frees them
}

void init_switch(const rp::Switch& form, Parameter& parameter) {
  parameter.name = form.name;
  parameter.symbol = form.key;
  parameter.description = form.help;
  std::vector<String> labels;
  for (const char* choice : form.choices)
    if (choice) labels.emplace_back(choice);
  parameter.ranges = ParameterRanges(static_cast<float>(form.initial), 0.0f, static_cast<float>(labels.size() - 1));
  init_choices(labels, parameter);
}

void init_knob(const rp::Knob& knob, Parameter& parameter) {
  parameter.name = knob.name;
  parameter.symbol = knob.key;
  parameter.description = knob.help;
  if (rp::has_choices(knob)) {
    std::vector<String> labels;
    for (const int choice : knob.choices) labels.push_back(String(choice) + knob.unit);
    init_choices(labels, parameter);
  } else {
    parameter.unit = knob.unit;
  }
  parameter.ranges =
      ParameterRanges(static_cast<float>(knob.initial), static_cast<float>(knob.low), static_cast<float>(knob.high));
}

void init_revision(Parameter& parameter) {
  parameter.hints =
      kParameterIsInteger | kParameterIsAutomatable;  // or DPF writes a term that lv2_validate does not know
  parameter.name = "Revision";
  parameter.symbol = "revision";
  parameter.description = "Counts changes of what is no parameter, so that the host knows of them.";
  parameter.ranges = ParameterRanges(0.0f, 0.0f, static_cast<float>(rp::kMaxRevision));
}

}  // namespace

class ReampPlugin : public Plugin {
 public:
  ReampPlugin() : Plugin(rp::kCount, 0, kStateCount) { start(); }

 protected:
  const char* getLabel() const override { return "Reamp"; }
  const char* getDescription() const override { return "Neural Amp Models at the level of the real gear."; }
  const char* getMaker() const override { return "Reamp"; }
  const char* getLicense() const override { return "MIT"; }
  uint32_t getVersion() const override {
    return d_version(REAMP_VERSION_MAJOR, REAMP_VERSION_MINOR, REAMP_VERSION_PATCH);
  }
  int64_t getUniqueId() const override { return d_cconst('R', 'a', 'm', 'p'); }

  void initAudioPort(bool input, uint32_t index, AudioPort& port) override {
    port.groupId = kPortGroupStereo;
    Plugin::initAudioPort(input, index, port);
  }

  void initParameter(uint32_t index, Parameter& parameter) override {
    if (index == rp::kBypass) return parameter.initDesignation(kParameterDesignationBypass);
    if (index == rp::kRevision) return init_revision(parameter);
    parameter.hints = rp::is_shown(index) ? kParameterIsOutput : kParameterIsAutomatable;
    index < rp::kFirstKnob ? init_switch(rp::kSwitches[index], parameter)
                           : init_knob(rp::kKnobs[index - rp::kFirstKnob], parameter);
  }

  void initState(uint32_t index, State& state) override {
    state.key = kStateKeys[index];
    state.label = index == kModel ? "Model or preset" : index == kCabinet ? "Cabinet" : "Project";
    state.hints = index == kProject ? kStateIsOnlyForDSP : kStateIsFilenamePath;
  }

  float getParameterValue(uint32_t index) const override { return static_cast<float>(engine_.values().get(index)); }
  void setParameterValue(uint32_t index, float value) override {
    engine_.values().set(index, value);
    instance_.told.set(index, value);
  }

  String getState(const char* key) const override {
    const std::string_view name = key;
    if (name == kStateKeys[kModel]) return String(engine_.model().c_str());
    if (name == kStateKeys[kCabinet]) return String(engine_.cabinet().c_str());
    return String(engine_.project().c_str());
  }

  void setState(const char* key, const char* value) override {
    const std::string_view name = key;
    if (name == kStateKeys[kModel]) engine_.choose_model(value);
    if (name == kStateKeys[kCabinet]) engine_.choose_cabinet(value);
    if (name == kStateKeys[kProject]) engine_.restore(value);
    for (const std::string& problem : engine_.problems()) d_stderr("Reamp: %s", problem.c_str());
    if (!is_active_) setLatency(static_cast<uint32_t>(engine_.latency_frames()));
  }

  void sampleRateChanged(double) override { start(); }
  void activate() override {
    start();
    instance_.begin();
    is_active_ = true;
  }
  void deactivate() override { is_active_ = false; }

#if DISTRHO_PLUGIN_WANT_MIDI_INPUT
  void run(const float** inputs, float** outputs, uint32_t frames, const MidiEvent* events, uint32_t count) override {
    for (uint32_t i = 0; i < count; ++i)
      if (events[i].size <= MidiEvent::kDataSize) instance_.midi.take(events[i].data, events[i].size);
    play(inputs, outputs, frames);
  }
#else
  void run(const float** inputs, float** outputs, uint32_t frames) override { play(inputs, outputs, frames); }
#endif

 public:
  rp::Instance& instance() { return instance_; }

 private:
  void play(const float** inputs, float** outputs, uint32_t frames) {
    engine_.process(inputs, outputs, frames);
    setLatency(static_cast<uint32_t>(engine_.latency_frames()));
  }

  void start() {
    engine_.start(static_cast<int>(getSampleRate() + 0.5));
    setLatency(static_cast<uint32_t>(engine_.latency_frames()));
  }

  rp::Instance instance_;
  rp::Engine& engine_ = instance_.engine;
  bool is_active_ = false;
};

Plugin* createPlugin() { return new ReampPlugin(); }

END_NAMESPACE_DISTRHO

reamp::plugin::Instance& reamp::plugin::instance_of(void* plugin) {
  using namespace DISTRHO_NAMESPACE;
  return static_cast<ReampPlugin*>(static_cast<Plugin*>(plugin))->instance();
}
