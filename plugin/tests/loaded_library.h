// What the small hosts need of a system: libraries loaded at run time, and bytes on standard input and output.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#else
#include <dlfcn.h>
#endif

[[noreturn]] inline void fail(const std::string& problem) {
  std::fprintf(stderr, "%s\n", problem.c_str());
  std::exit(1);
}

#if defined(_WIN32)

// Windows changes the ends of lines otherwise.
inline void take_bytes() {
  _setmode(_fileno(stdin), _O_BINARY);
  _setmode(_fileno(stdout), _O_BINARY);
}

class LoadedLibrary {
 public:
  explicit LoadedLibrary(const char* path) : handle_(LoadLibraryA(path)) {
    if (!handle_) fail(std::string(path) + " cannot be loaded: error " + std::to_string(GetLastError()));
  }

  // A function or an object by its name; null if there is none.
  template <class Pointer>
  Pointer find(const char* name) const {
    return reinterpret_cast<Pointer>(reinterpret_cast<void*>(GetProcAddress(handle_, name)));
  }

 private:
  HMODULE handle_;
};

#else

inline void take_bytes() {}

class LoadedLibrary {
 public:
  explicit LoadedLibrary(const char* path) : handle_(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
    if (!handle_) fail(dlerror());
  }

  // A function or an object by its name; null if there is none.
  template <class Pointer>
  Pointer find(const char* name) const {
    return reinterpret_cast<Pointer>(dlsym(handle_, name));
  }

  void* handle() const { return handle_; }

 private:
  void* handle_;
};

#endif
