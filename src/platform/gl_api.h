// OpenGL 3.3 on the desktop, WebGL 2 (OpenGL ES 3.0) in the browser: the functions that both have.
#pragma once

#ifdef __EMSCRIPTEN__
#include <GLES3/gl3.h>
#else
#define GL_GLEXT_PROTOTYPES
#define GLFW_INCLUDE_GLCOREARB
#include <GLFW/glfw3.h>
#endif
