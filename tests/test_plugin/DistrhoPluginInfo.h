// What DPF wants to know of the test plug-in.
#pragma once

#define DISTRHO_PLUGIN_BRAND "Reamp"
#define DISTRHO_PLUGIN_NAME "Reamp Test"
#define DISTRHO_PLUGIN_URI "urn:reamp:test"
#define DISTRHO_PLUGIN_CLAP_ID "reamp.test"
#define DISTRHO_PLUGIN_BRAND_ID Rmpt
#define DISTRHO_PLUGIN_UNIQUE_ID Rtst
#define DISTRHO_PLUGIN_NUM_INPUTS 1
#define DISTRHO_PLUGIN_NUM_OUTPUTS 1
#define DISTRHO_PLUGIN_WANT_LATENCY 1
#define DISTRHO_PLUGIN_WANT_PROGRAMS 1
#define DISTRHO_PLUGIN_IS_RT_SAFE 1
#define DISTRHO_PLUGIN_HAS_UI 0
