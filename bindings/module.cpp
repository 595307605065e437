// reamp._core: the only place where the core meets Python.
#include "binding.h"

NB_MODULE(_core, m) {
  // A traceback can keep objects until the interpreter ends; leak warnings about them would only alarm users.
  nb::set_leak_warnings(false);
  m.doc() = "The native core; use reamp.engine instead.";

  bind_engine(m);
  bind_sim(m);
  bind_rig(m);
  bind_cabinets(m);
  bind_impulse(m);
  bind_interfaces(m);
  bind_levels(m);
  bind_loudness(m);
  bind_take(m);
  bind_live(m);
  bind_spectrum(m);
  bind_training(m);
  bind_tuner(m);
}
