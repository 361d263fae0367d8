// What a reader takes away from a scene: its matrices as files, and a program that prints the same numbers.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/tensor.h"

namespace scenes {

/// A tensor of the scene's own making, or one that is shared with it: a large file is not copied for being shown.
class TakenTensor {
 public:
  TakenTensor(core::Tensor tensor) : tensor_(std::make_shared<const core::Tensor>(std::move(tensor))) {}
  TakenTensor(std::shared_ptr<const core::Tensor> tensor) : tensor_(std::move(tensor)) {}
  const core::Tensor& operator*() const { return *tensor_; }
  const core::Tensor* operator->() const { return tensor_.get(); }

 private:
  std::shared_ptr<const core::Tensor> tensor_;
};

/// The names of rows or columns, shared likewise.
class TakenNames {
 public:
  TakenNames() : TakenNames(std::vector<std::string>()) {}
  TakenNames(std::vector<std::string> names)
      : names_(std::make_shared<const std::vector<std::string>>(std::move(names))) {}
  TakenNames(std::shared_ptr<const std::vector<std::string>> names) : names_(std::move(names)) {}
  const std::vector<std::string>& operator*() const { return *names_; }
  const std::vector<std::string>* operator->() const { return names_.get(); }

 private:
  std::shared_ptr<const std::vector<std::string>> names_;
};

struct TakenMatrix {
  std::string name;                    // a file name without extension: "weights"
  TakenTensor tensor;                  // rank 2 for CSV; any rank ≥ 1 for .npy
  TakenNames row_names, column_names;  // of the last two axes, in the interface's language; may be empty
  std::string label = {};              // what it is called in that language; empty: as `name`
  const std::string& title() const { return label.empty() ? name : label; }
};

/// A file of arrays that the scene's program reads, such as the weights of what was learnt.
struct TakenArchive {
  std::string name;                 // of the file: "dates.npz"
  std::vector<TakenMatrix> arrays;  // of any rank ≥ 1
};

struct TakeAway {
  std::vector<TakenMatrix> matrices;
  /// What stands under the figure in a report: what it shows, the colour scale and its range. Empty: the scene has
  /// none.
  std::string caption_zh, caption_en;
  std::vector<TakenArchive> archives = {};
};

}  // namespace scenes
