#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the fuzz targets share. Each target is one file fuzz_<what>.cpp; run.py builds their corpora
// and runs them.
namespace baton::fuzz {

// A property that does not hold ends the process, as a crash does: the fuzzer keeps the input.
inline void hold(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "this does not hold: %s\n", what);
  std::abort();
}

// The input as a block of exactly its size, so that a read past its end is seen.
class Exact {
 public:
  explicit Exact(std::string_view bytes)
      : size_(bytes.size()),
        bytes_(std::make_unique<char[]>(bytes.size() + (bytes.empty() ? 1 : 0))) {
    bytes.copy(bytes_.get(), size_);
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
};

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {static_cast<const char*>(static_cast<const void*>(data)), size};
}

// Takes what stands before `mark` off the front of `text`; all of it when there is no mark.
inline std::string_view take(std::string_view& text, std::string_view mark) {
  const auto at = text.find(mark);
  const auto front = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + mark.size());
  return front;
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace baton::fuzz
