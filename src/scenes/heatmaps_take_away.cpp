// What the heatmaps give away: the matrices, and programs that make them again.
#include "scenes/heatmaps.h"

namespace scenes {

namespace {

/// The program loads what was saved as .npy: random numbers of ours cannot be made by PyTorch.
constexpr char kProgram[] = R"py(# Save the matrices as attention.npy (.npy under "Take it away"), then run this beside it.
# In d2l: d2l.show_heatmaps(weights, xlabel='Keys', ylabel='Queries', cmap='Reds')
import numpy as np
import torch

weights = torch.from_numpy(np.load('attention.npy'))
for index, matrix in enumerate(weights.reshape(-1, *weights.shape[-2:])):
    print(f'# {index}')
    for row in matrix.tolist():
        print(' '.join(f'{value:.4f}' for value in row))
)py";
constexpr char kEyeProgram[] = R"py(# The first picture of section 10.1: d2l.show_heatmaps(weights, xlabel='Keys', ylabel='Queries')
import torch

weights = torch.eye(10).reshape((1, 1, 10, 10))
print('# attention')
for row in weights[0, 0].tolist():
    print(' '.join(f'{value:.4f}' for value in row))
)py";
constexpr char kBookProgram[] = R"py(# Section 10.5: d2l.MultiHeadAttention with 5 heads on X = ones(2, 4, 100), Y = ones(2, 6, 100), valid_lens [3, 2].
# All keys are alike, so the weights do not depend on the projections: d2l.masked_softmax of equal scores gives them.
import torch

valid_lens = torch.tensor([3, 2])
scores = torch.zeros(2, 5, 4, 6)
masked = torch.arange(6) >= valid_lens[:, None, None, None]
weights = torch.softmax(scores.masked_fill(masked, float('-inf')), dim=-1)
for index, matrix in enumerate(weights.reshape(-1, 4, 6)):
    print(f'# {index}')
    for row in matrix.tolist():
        print(' '.join(f'{value:.4f}' for value in row))
)py";

}  // namespace

TakeAway Heatmaps::take_away(const State& state, const Result& result) {
  TakeAway taken;
  taken.matrices.push_back({"attention", result.tensor, {}, {}});
  if (state.input.preset == Heatmaps::kFile && state.input.file) {
    taken.matrices.back().row_names = state.input.file->query_tokens;
    taken.matrices.back().column_names = state.input.file->key_tokens;
  }
  taken.pytorch = state.input.preset == Heatmaps::kEye ? kEyeProgram : state.input.preset == Heatmaps::kBookHeads ? kBookProgram : kProgram;
  return taken;
}

}  // namespace scenes
