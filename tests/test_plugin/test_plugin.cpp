// A soft clipper with a low-pass behind it, 32 frames late; and, on request, what plug-ins do to their hosts.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "DistrhoPlugin.hpp"

START_NAMESPACE_DISTRHO

namespace {

enum Parameter { kGain, kTone, kBehaviour, kParameters };
enum Behaviour { kGood, kCrash, kHang, kSilent, kEndless, kGenerator, kNotANumber, kQuits, kBehaviours };
constexpr const char* kNames[] = {"good", "crash", "hang", "silent", "endless", "generator", "not a number", "quits"};
constexpr uint32_t kLatency = 32;

[[noreturn]] void hang() {
  for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
}

bool is_asked(const char* what) {
  const char* const asked = std::getenv("REAMP_TEST_PLUGIN");
  return asked && std::strcmp(asked, what) == 0;
}

}  // namespace

class TestPlugin : public Plugin {
 public:
  TestPlugin() : Plugin(kParameters, 2, 0) {
    if (is_asked("crash on load")) {
      std::fputs("goodbye\n", stderr);
      std::abort();
    }
    if (is_asked("hang on load")) hang();
    setLatency(kLatency);
    std::puts("{\"is_done\":true}");  // as an answer of the host's process, and not among them
    std::fflush(stdout);
  }

 protected:
  const char* getLabel() const override { return "reamp_test"; }
  const char* getMaker() const override { return "Reamp"; }
  const char* getLicense() const override { return "MIT"; }
  uint32_t getVersion() const override { return d_version(1, 2, 3); }
  int64_t getUniqueId() const override { return d_cconst('R', 't', 's', 't'); }

  void initParameter(uint32_t index, DISTRHO_NAMESPACE::Parameter& parameter) override {
    parameter.hints = kParameterIsAutomatable;
    switch (index) {
      case kGain:
        parameter.name = "Input Gain";
        parameter.symbol = "gain";
        parameter.unit = "dB";
        parameter.ranges = ParameterRanges(0.0f, -20.0f, 40.0f);
        break;
      case kTone:
        parameter.name = "Tone";
        parameter.symbol = "tone";
        parameter.unit = "%";
        parameter.ranges = ParameterRanges(50.0f, 0.0f, 100.0f);
        break;
      case kBehaviour:
        parameter.name = "Behaviour";
        parameter.symbol = "behaviour";
        parameter.hints |= kParameterIsInteger;
        parameter.ranges = ParameterRanges(0.0f, 0.0f, kBehaviours - 1);
        parameter.enumValues.count = kBehaviours;
        parameter.enumValues.restrictedMode = true;
        parameter.enumValues.values = new ParameterEnumerationValue[kBehaviours];
        for (int i = 0; i < kBehaviours; ++i) {
          parameter.enumValues.values[i].value = static_cast<float>(i);
          parameter.enumValues.values[i].label = kNames[i];
        }
        break;
    }
  }

  void initProgramName(uint32_t index, String& name) override { name = index == 0 ? "Start" : "Lead"; }
  void loadProgram(uint32_t index) override {
    values_[kGain] = index == 0 ? 0.0f : 20.0f;
    values_[kTone] = index == 0 ? 50.0f : 80.0f;
  }

  float getParameterValue(uint32_t index) const override { return values_[index]; }
  void setParameterValue(uint32_t index, float value) override { values_[index] = value; }

  void activate() override {
    low_ = 0.0f;
    phase_ = 0.0f;
    place_ = 0;
    std::memset(late_, 0, sizeof(late_));
    has_heard_ = false;
  }

  void run(const float** inputs, float** outputs, uint32_t frames) override {
    const int behaviour = static_cast<int>(values_[kBehaviour] + 0.5f);
    const float gain = std::pow(10.0f, values_[kGain] / 20.0f), tone = 0.05f + 0.009f * values_[kTone];
    if (behaviour == kHang) hang();
    if (behaviour == kQuits) std::_Exit(3);
    for (uint32_t t = 0; t < frames; ++t) {
      float x = std::tanh(gain * inputs[0][t]);
      has_heard_ = has_heard_ || inputs[0][t] != 0.0f;
      if (behaviour == kCrash && has_heard_) std::abort();
      if (behaviour == kSilent) x = 0.0f;
      if (behaviour == kNotANumber && has_heard_) x = NAN;
      if (behaviour == kGenerator || (behaviour == kEndless && has_heard_)) {
        phase_ = std::fmod(phase_ + 0.01f, 6.2831853f);
        x = 0.5f * std::sin(phase_);
      }
      low_ += tone * (x - low_);
      const float now = low_;
      outputs[0][t] = late_[place_];
      late_[place_] = now;
      place_ = (place_ + 1) % kLatency;
    }
  }

 private:
  float values_[kParameters] = {0.0f, 50.0f, 0.0f};
  float late_[kLatency] = {};
  float low_ = 0.0f, phase_ = 0.0f;
  uint32_t place_ = 0;
  bool has_heard_ = false;
};

Plugin* createPlugin() { return new TestPlugin(); }

END_NAMESPACE_DISTRHO
