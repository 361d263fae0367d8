// The readers that are fuzzed, and what must hold of every result whatever the bytes were. Shared by the fuzzers and
// by the ordinary tests, which replay the corpus and the past crashes.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "formats/csv.h"
#include "formats/elements.h"
#include "formats/json.h"
#include "formats/npy.h"
#include "formats/npz.h"
#include "formats/printout.h"
#include "formats/safetensors.h"
#include "formats/tensor_file.h"
#include "formats/text.h"

namespace fuzz {

inline constexpr std::string_view kReaders[] = {"npy", "npz", "safetensors", "csv", "json", "printout", "file"};

/// Reads the bytes with one of kReaders; "file" is the public function, which chooses a reader by the content.
inline formats::ReadResult read_with(std::string_view reader, std::span<const std::byte> bytes) {
  using namespace formats;
  if (reader == "file") return read_tensor_file("fuzz.bin", bytes);
  ReadResult result;
  result.file.file_name = "fuzz.bin";
  TensorFile& file = result.file;
  if (reader == "npy")
    result.problem = read_npy("fuzz.bin", bytes, file.tensors.emplace_back());
  else if (reader == "npz")
    result.problem = read_npz(bytes, file);
  else if (reader == "safetensors")
    result.problem = read_safetensors(bytes, file);
  else if (const auto text = as_text("fuzz.bin", bytes, result.problem)) {
    result.problem = reader == "csv"    ? read_table(*text, file)
                     : reader == "json" ? read_json(*text, file)
                                        : read_printout(*text, file);
  } else if (!result.problem) {
    result.problem = Problem{"fuzz.bin 不是文本。", "fuzz.bin is no text."};
  }
  if (result.problem) result.file = {};
  return result;
}

inline bool same_bits(const core::Tensor& a, const core::Tensor& b) {
  return a.shape == b.shape && a.data.size() == b.data.size() &&
         std::memcmp(a.data.data(), b.data.data(), a.data.size() * sizeof(float)) == 0;
}

inline std::string violation_of_sentence(const formats::Problem& problem) {
  for (const std::string* sentence : {&problem.zh, &problem.en}) {
    if (sentence->size() < 15 || sentence->size() > 1000) return "a sentence is too short or too long: " + *sentence;
    if (formats::first_broken_character(*sentence) != sentence->size()) return "a sentence is not UTF-8";
    if (sentence->find_first_of("\n\r") != std::string::npos) return "a sentence has more than one line";
  }
  return {};
}

inline std::string violation_of_array(const formats::NamedTensor& array, std::size_t input_size) {
  const core::Tensor& tensor = array.tensor;
  if (tensor.rank() < 2 || tensor.rank() > 5) return "an array has another rank than 2 to 5";
  const auto count = formats::checked_count(tensor.shape, formats::kMaxNumbers);
  if (!count || *count == 0 || *count != tensor.data.size()) return "an array's shape does not fit its numbers";
  if (*count > 1032 * (static_cast<std::uint64_t>(input_size) + 1)) return "an array is larger than its file can hold";
  if (array.dtype.empty()) return "an array has no type";
  if (tensor.data.size() > 64) return {};  // writing large ones again and again would only slow the fuzzer down

  formats::NamedTensor again;
  const std::string npy = formats::write_npy(tensor);
  if (formats::read_npy("again.npy", std::as_bytes(std::span(npy)), again)) return "a written .npy file cannot be read";
  if (!same_bits(again.tensor, tensor)) return "a written .npy file holds something else";
  if (std::ranges::any_of(tensor.data, [](float number) { return std::isnan(number); })) return {};
  const formats::ReadResult table = formats::read_tensor_file("again.csv", formats::write_csv(tensor, {}, {}));
  if (table.problem) return "a written table cannot be read: " + table.problem->en;
  if (table.file.tensors[0].tensor.data != tensor.data) return "a written table holds something else";
  return {};
}

/// What is wrong with the result of reading `input_size` bytes; "" if everything is as promised.
inline std::string violation(const formats::ReadResult& result, std::size_t input_size) {
  if (result.problem) {
    if (!result.file.tensors.empty()) return "there are arrays beside the problem";
    return violation_of_sentence(*result.problem);
  }
  if (result.file.tensors.empty()) return "there is neither an array nor a problem";
  for (const formats::NamedTensor& array : result.file.tensors) {
    if (std::string text = violation_of_array(array, input_size); !text.empty()) return text;
  }
  for (const formats::Problem& note : result.file.notes) {
    if (std::string text = violation_of_sentence(note); !text.empty()) return text;
  }
  return {};
}

}  // namespace fuzz
