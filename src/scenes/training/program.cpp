// What is taken away: what the layers attend to in the reader's sequence.
#include <string>
#include <vector>

#include "index.h"
#include "scenes/parts/python.h"
#include "scenes/training/parts.h"

namespace scenes::training {

namespace {

using view::Text;

constexpr Text kNames[kShownLayers] = {{"第 1 层的注意力", "Attention of layer 1"},
                                       {"第 2 层的注意力", "Attention of layer 2"},
                                       {"一层对照的注意力", "Attention of the one-layer control"}};
constexpr const char* kFiles[kShownLayers] = {"layer_1", "layer_2", "one_layer"};
constexpr Text kSays{"归纳头：两层注意力和一层的对照，训练 {0} 步之后，读“{1}”时的注意力权重。",
                     "Induction heads: the attention weights of two layers and of a control with one, after {0} steps "
                     "of training, reading \"{1}\"."};

}  // namespace

TakeAway take_away(view::Language language, const State&, const Result& result) {
  const InductionResult& induction = result.induction;
  const std::int64_t count = induction.sequence.count();
  TakeAway taken;
  for (int panel = 0; panel < kShownLayers; ++panel)
    taken.matrices.push_back({nth(kFiles, panel), core::Tensor{{count, count}, nth(induction.weights, panel)},
                              induction.sequence.characters, induction.sequence.characters,
                              view::in_language(language, nth(kNames, panel))});
  return taken;
}

std::string program(view::Language language, const State&, const Result& result) {
  const InductionResult& induction = result.induction;
  std::string read;
  for (const std::string& character : induction.sequence.characters) read += character;
  PythonProgram python(language);
  python.comment(kSays, {std::to_string(induction.step), read}).code("import torch\n");
  for (int panel = 0; panel < kShownLayers; ++panel)
    python.matrix(nth(kFiles, panel), nth(induction.weights, panel), induction.sequence.count(),
                  induction.sequence.characters);
  return python.print("dict(layer_1=layer_1, layer_2=layer_2, one_layer=one_layer).items()").done();
}

}  // namespace scenes::training
