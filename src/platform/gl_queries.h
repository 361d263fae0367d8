// What ImGui's OpenGL backend asks of the context before it draws, in order to put it back afterwards.
//
// In a browser every such question waits until the graphics process has caught up, which takes longer than drawing.
// The context is ours alone, and everything that draws sets what it needs: nothing has to be put back. The backend is
// therefore compiled with these functions in place of glGetIntegerv and glIsEnabled (src/platform/CMakeLists.txt).
#pragma once

extern "C" {
/// The state of a fresh context, for what the backend restores; anything else (versions, limits) is asked for.
void lab_get_integer(unsigned name, int* value);
unsigned char lab_is_enabled(unsigned capability);
}
