// What is taken away: where the layers, or the translator, look; the weights that were learnt; and a program that loads
// them into PyTorch and reads the same.
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
constexpr const char *kTwoLayersFile = "two_layers.npz", *kOneLayerFile = "one_layer.npz", *kDatesFile = "dates.npz";
constexpr Text kAlignment{"对齐的注意力", "Attention of the alignment"};
constexpr Text kEnd{"结束", "end"};
constexpr Text kSays{"归纳头：两层注意力和一层的对照，训练 {0} 步之后，读“{1}”时的注意力权重。",
                     "Induction heads: the attention weights of two layers and of a control with one, after {0} steps "
                     "of training, reading \"{1}\"."};
constexpr Text kDatesSays{"对齐：训练 {0} 步之后的翻译器，读“{1}”时的注意力权重。",
                          "Alignment: the attention weights of the translator after {0} steps of training, reading "
                          "\"{1}\"."};
constexpr Text kNeeds{"权重在 {0} 里：从“带走”保存，放在这段程序旁边。",
                      "The weights are in {0}: save them under \"Take it away\", beside this program."};
constexpr Text kNeedsBoth{"权重在 {0} 和 {1} 里：从“带走”保存，放在这段程序旁边。",
                          "The weights are in {0} and {1}: save them under \"Take it away\", beside this program."};
constexpr Text kOff{"True：这一层的头输出 0", "True: this layer's head answers 0"};
constexpr Text kSymbols{"每个字符是一个编号，按出现的先后", "each character has a number, in the order of appearance"};

constexpr const char* kLoad = R"(
def loaded(model, file):
    arrays = np.load(file)
    model.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays.files})
    return model.eval()
)";

constexpr const char* kInduction = R"(
class Layer(nn.Module):
    def __init__(self, width=32, length=24):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.W_q, self.W_k, self.W_v, self.W_o = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.distance_bias = nn.Parameter(torch.zeros(length))

    def forward(self, x, is_off):
        normed, count = self.norm(x), len(x)
        scores = self.W_q(normed) @ self.W_k(normed).T / x.shape[-1] ** 0.5
        distance = torch.arange(count)[:, None] - torch.arange(count)
        scores = scores + 10 * self.distance_bias[distance.clamp(min=0)]
        weights = scores.masked_fill(distance < 0, float('-inf')).softmax(-1)
        return x if is_off else x + self.W_o(weights @ self.W_v(normed)), weights


class Induction(nn.Module):
    def __init__(self, layers, symbols=32, width=32):
        super().__init__()
        self.embedding = nn.Embedding(symbols, width)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.unembedding = nn.Linear(width, symbols, bias=False)

    def forward(self, symbols, off):
        x, seen = self.embedding(symbols), []
        for layer, is_off in zip(self.layers, off):
            x, weights = layer(x, is_off)
            seen.append(weights)
        return self.unembedding(self.norm(x)), seen

)";
constexpr const char* kReadSequence = R"(
symbols = torch.tensor([sorted(set(characters), key=characters.index).index(c) for c in characters])
with torch.no_grad():
    scores, (layer_1, layer_2) = loaded(Induction(2), 'two_layers.npz')(symbols, off)
    _, (one_layer,) = loaded(Induction(1), 'one_layer.npz')(symbols, [False])
print('# expected next:', scores.argmax(-1).tolist()))";

constexpr const char* kTranslator = R"(
class Translator(nn.Module):
    def __init__(self, sources=32, targets=22, embedding=24, hidden=32, attention=32):
        super().__init__()
        both = 2 * hidden
        self.source_embedding, self.target_embedding = nn.Embedding(sources, embedding), nn.Embedding(targets, embedding)
        self.encoder_forward, self.encoder_backward = nn.GRU(embedding, hidden), nn.GRU(embedding, hidden)
        self.start = nn.Linear(both, hidden)
        self.W_q, self.W_k = nn.Linear(hidden, attention, bias=False), nn.Linear(both, attention, bias=False)
        self.w_v = nn.Parameter(torch.zeros(attention))
        self.decoder = nn.GRU(embedding + both, hidden)
        self.output = nn.Linear(hidden + both + embedding, targets)

    def forward(self, source):
        read = self.source_embedding(source)
        forward, last_forward = self.encoder_forward(read)
        backward, last_backward = self.encoder_backward(read.flip(0))
        memory = torch.cat([forward, backward.flip(0)], -1)
        state = torch.tanh(self.start(torch.cat([last_forward, last_backward], -1)))
        written, seen = [BEGIN], []
        while written[-1] != END and len(seen) < 13:
            weights = (torch.tanh(self.W_q(state[0]) + self.W_k(memory)) @ self.w_v).softmax(-1)
            context, word = weights @ memory, self.target_embedding(torch.tensor(written[-1]))
            _, state = self.decoder(torch.cat([word, context])[None], state)
            written.append(int(self.output(torch.cat([state[0], context, word])).argmax()))
            seen.append(weights)
        return written[1:], torch.stack(seen)

)";
constexpr const char* kReadDate = R"(with torch.no_grad():
    written, alignment = loaded(Translator(), 'dates.npz')(torch.tensor([SOURCE.index(token) for token in source]))
print('# written:', ''.join(TARGET[token] for token in written)))";

/// The parameters as a state_dict.
template <class Model>
TakenArchive weights_of(const char* file, const Model& model) {
  TakenArchive archive{file};
  const auto& parameters = model.parameters();
  for (const models::Part& part : parameters.parts) {
    const auto begin = parameters.values.begin() + static_cast<std::ptrdiff_t>(part.begin);
    archive.arrays.push_back(
        {part.name, core::Tensor{part.shape, {begin, begin + static_cast<std::ptrdiff_t>(part.count())}}});
  }
  return archive;
}

std::vector<std::string> names_of(std::span<const char* const> all, const std::vector<int>& tokens) {
  std::vector<std::string> names;
  for (const int token : tokens) names.emplace_back(nth(all, token));
  return names;
}

std::vector<std::string> all_names(std::span<const char* const> names) { return {names.begin(), names.end()}; }

std::string written(const DatesInput& date) { return models::written_date(date.date, date.format, date.weekday); }

TakeAway take_dates(view::Language language, const DatesResult& dates) {
  std::vector<std::string> rows = names_of(models::target_tokens(), dates.written);
  if (dates.written.back() == models::kEnd) rows.back() = view::in_language(language, kEnd);
  TakeAway taken;
  taken.matrices.push_back({"alignment", core::Tensor{{dates.rows(), dates.columns()}, dates.weights}, std::move(rows),
                            names_of(models::source_tokens(), dates.source), view::in_language(language, kAlignment)});
  taken.archives.push_back(weights_of(kDatesFile, *dates.model));
  return taken;
}

std::string dates_program(view::Language language, const DatesResult& dates) {
  return PythonProgram(language)
      .comment(kDatesSays, {std::to_string(dates.step), written(dates.asked)})
      .comment(kNeeds, {kDatesFile})
      .code("import numpy as np\nimport torch\nfrom torch import nn\n")
      .code("SOURCE = " + python_list(all_names(models::source_tokens())))
      .code("TARGET = " + python_list(all_names(models::target_tokens())))
      .code("BEGIN, END = " + std::to_string(models::kBegin) + ", " + std::to_string(models::kEnd))
      .code(kLoad)
      .code(kTranslator)
      .code("source = " + python_list(names_of(models::source_tokens(), dates.source)))
      .code(kReadDate)
      .print("[('alignment', alignment)]")
      .done();
}

std::string induction_program(view::Language language, const InductionResult& induction) {
  std::string read;
  for (const std::string& character : induction.sequence.characters) read += character;
  const auto flag = [](bool is_on) { return std::string(is_on ? "True" : "False"); };
  return PythonProgram(language)
      .comment(kSays, {std::to_string(induction.step), read})
      .comment(kNeedsBoth, {kTwoLayersFile, kOneLayerFile})
      .code("import numpy as np\nimport torch\nfrom torch import nn\n")
      .code(kLoad)
      .code(kInduction)
      .code("characters = " + python_list(induction.sequence.characters), kSymbols)
      .code("off = [" + flag(induction.off[0]) + ", " + flag(induction.off[1]) + "]", kOff)
      .code(kReadSequence)
      .print("[('layer_1', layer_1), ('layer_2', layer_2), ('one_layer', one_layer)]")
      .done();
}

TakeAway take_induction(view::Language language, const InductionResult& induction) {
  const std::int64_t count = induction.sequence.count();
  TakeAway taken;
  for (int panel = 0; panel < kShownLayers; ++panel)
    taken.matrices.push_back({nth(kFiles, panel), core::Tensor{{count, count}, nth(induction.weights, panel)},
                              induction.sequence.characters, induction.sequence.characters,
                              view::in_language(language, nth(kNames, panel))});
  taken.archives.push_back(weights_of(kTwoLayersFile, induction.models->two));
  taken.archives.push_back(weights_of(kOneLayerFile, induction.models->one));
  return taken;
}

}  // namespace

TakeAway take_away(view::Language language, const State&, const Result& result) {
  if (!result.run().run) return {};  // before anything has been computed
  return result.part == kDatesPart ? take_dates(language, result.dates) : take_induction(language, result.induction);
}

std::string program(view::Language language, const State&, const Result& result) {
  if (!result.run().run) return {};
  return result.part == kDatesPart ? dates_program(language, result.dates)
                                   : induction_program(language, result.induction);
}

}  // namespace scenes::training
