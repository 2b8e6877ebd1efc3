#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::connectors {

// From where to where, in bytes.
using Ranges = std::vector<std::pair<std::size_t, std::size_t>>;

// Where a text holds one of the needles: as it is, under escapes (escapes.hpp), in hexadecimal
// digits or base64, and in any of these within each other, however deep. What looks like hex or
// base64 is decoded and searched as the text was. Each step makes it shorter, so this ends, and the
// bytes that are made have a limit: what would exceed it counts as found.
class SecretSearch {
 public:
  // Borrows the needles, of which there is one at least.
  SecretSearch(const std::vector<std::string>& needles, std::size_t text_bytes);

  // In no order; they may overlap.
  Ranges through(std::string_view text);

 private:
  struct Coding;  // hexadecimal digits or base64
  struct Run;     // of one text: letters of a coding, in one or several pieces
  static const Coding kHex;
  static const Coding kBase64;

  void add_matches(std::string_view text, Ranges& found) const;
  void add_runs(std::string_view text, Ranges& found);
  void add_runs(std::string_view text, const Coding& coding, Ranges& found);
  void add_run(const Run& run, const Coding& coding, Ranges& found);
  static std::pair<std::size_t, std::size_t> next_stretch(std::string_view text,
                                                          const Coding& coding, std::size_t from,
                                                          std::size_t length);
  static std::size_t read_run(std::string_view text, const Coding& coding, std::size_t& at,
                              Run& run);

  bool spend(std::size_t bytes);

  const std::vector<std::string>& needles_;
  std::size_t shortest_;
  std::size_t bytes_left_;
};

}  // namespace baton::connectors
