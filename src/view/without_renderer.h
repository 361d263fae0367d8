// For programs that draw the lab's frames without a graphics card: pictures of the page, tests, sanitizers.
#pragma once

#include "imgui.h"

namespace view {

/// Answers for the renderer that is not there: textures count as made, or as destroyed. To be called after each frame.
inline void answer_for_textures() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_WantDestroy)
      texture->SetStatus(ImTextureStatus_Destroyed);
    else if (texture->Status != ImTextureStatus_OK && texture->Status != ImTextureStatus_Destroyed) {
      texture->SetTexID(1);
      texture->SetStatus(ImTextureStatus_OK);
    }
  }
}

}  // namespace view
