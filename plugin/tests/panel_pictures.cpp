// Draws named scenes of the panel without a screen, each as FOLDER/NAME.ppm.
//
//   panel_pictures FOLDER [NAME ...]
//
// Ends with 77 where this machine has no OpenGL without a screen.
#include <EGL/egl.h>
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "NanoVG.hpp"
#include "nanovg.h"
#include "panel/draw.h"
#include "panel_scenes.h"

namespace {

constexpr int kCannot = 77;

[[noreturn]] void cannot(const char* why) {
  std::fprintf(stderr, "%s\n", why);
  std::exit(kCannot);
}

void open_context() {
  setenv("EGL_PLATFORM", "surfaceless", 0);
  setenv("LIBGL_ALWAYS_SOFTWARE", "1", 0);
  const EGLDisplay display = eglGetDisplay(EGL_DEFAULT_DISPLAY);
  if (display == EGL_NO_DISPLAY || !eglInitialize(display, nullptr, nullptr)) cannot("no EGL display");
  if (!eglBindAPI(EGL_OPENGL_API)) cannot("no OpenGL in EGL");
  const EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
  EGLConfig config;
  EGLint count = 0;
  if (!eglChooseConfig(display, wanted, &config, 1, &count) || count == 0) cannot("no EGL configuration");
  const EGLContext context = eglCreateContext(display, config, EGL_NO_CONTEXT, nullptr);
  if (context == EGL_NO_CONTEXT || !eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
    cannot("no OpenGL context without a surface");
}

// A picture to draw into, with a stencil.
void open_target(int width, int height) {
  GLuint frame = 0, buffers[2];
  glGenFramebuffers(1, &frame);
  glGenRenderbuffers(2, buffers);
  glBindFramebuffer(GL_FRAMEBUFFER, frame);
  glBindRenderbuffer(GL_RENDERBUFFER, buffers[0]);
  glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, buffers[0]);
  glBindRenderbuffer(GL_RENDERBUFFER, buffers[1]);
  glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH24_STENCIL8, width, height);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_RENDERBUFFER, buffers[1]);
  if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) cannot("no picture to draw into");
}

void write_ppm(const std::string& path, int width, int height) {
  std::vector<unsigned char> pixels(static_cast<std::size_t>(width * height * 3));
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  std::ofstream file(path, std::ios::binary);
  file << "P6\n" << width << ' ' << height << "\n255\n";
  for (int y = height - 1; y >= 0; --y)
    file.write(reinterpret_cast<const char*>(pixels.data()) + y * width * 3, width * 3);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) cannot("panel_pictures FOLDER [NAME ...]");
  open_context();
  NVGcontext* const context = DGL_NAMESPACE::nvgCreateGL(DGL_NAMESPACE::NanoVG::CREATE_ANTIALIAS);
  if (!context || !reamp::plugin::load_fonts(context)) cannot("no NanoVG");
  for (const auto& named : reamp::plugin::panel_scenes()) {
    if (count > 2 &&
        std::none_of(arguments + 2, arguments + count, [&](const char* name) { return named.name == name; }))
      continue;
    const int width = static_cast<int>(std::lround(reamp::plugin::kWidth * named.scale));
    const int height = static_cast<int>(std::lround(reamp::plugin::kHeight * named.scale));
    open_target(width, height);
    glViewport(0, 0, width, height);
    glClear(GL_COLOR_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
    nvgBeginFrame(context, static_cast<float>(width), static_cast<float>(height), 1.0f);
    reamp::plugin::draw(context, named.scene, static_cast<float>(width), static_cast<float>(height));
    nvgEndFrame(context);
    glFinish();
    write_ppm(std::string(arguments[1]) + '/' + named.name + ".ppm", width, height);
  }
}
