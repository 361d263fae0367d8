// The scenes, in teaching order: one line each, with the id that the scene has. make_<id>() is defined at the end of
// its file.
#pragma once

#include <memory>
#include <vector>

#include "scenes/scene.h"

namespace scenes {

#define ATTENTION_LAB_SCENES(SCENE) \
  SCENE(cues)                       \
  SCENE(query_key_value)            \
  SCENE(heatmaps)                   \
  SCENE(kernel_regression)          \
  SCENE(scoring_functions)          \
  SCENE(multi_head)                 \
  SCENE(self_attention)             \
  SCENE(training)

#define DECLARE_SCENE(name) std::unique_ptr<Scene> make_##name();
ATTENTION_LAB_SCENES(DECLARE_SCENE)
#undef DECLARE_SCENE

std::unique_ptr<Scene> make_smallest();  // not in the list: smallest_scene.cpp is there to be copied

inline std::vector<std::unique_ptr<Scene>> make_all() {
  std::vector<std::unique_ptr<Scene>> all;
#define MAKE_SCENE(name) all.push_back(make_##name());
  ATTENTION_LAB_SCENES(MAKE_SCENE)
#undef MAKE_SCENE
  return all;
}

}  // namespace scenes
