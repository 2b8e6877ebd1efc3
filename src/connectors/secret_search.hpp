#pragma once

#include "connectors/needles.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace baton::connectors {

// Finds the needles in a text: as they are, under escapes (escapes.hpp), in hexadecimal digits or
// in base64, and in any of these within each other, however deep. A part of the text that looks
// like hex or base64 is decoded and searched in the same way. Each step makes the text shorter, so
// the search ends. The bytes that it decodes have a limit, and a part that would exceed the limit
// counts as found. One thread.
class SecretSearch {
 public:
  // Searches a text of `text_bytes` bytes. It borrows the needles; there is at least one.
  SecretSearch(const Needles& needles, std::size_t text_bytes);

  // The parts of the text that hold a needle, in no order. They may overlap.
  Ranges through(std::string_view text);

 private:
  struct Coding;  // hexadecimal digits or base64
  struct Run;     // of one text: letters of a coding, in one or several pieces
  static const Coding kHex;
  static const Coding kBase64;

  void add_runs(std::string_view text, Ranges& found);
  void add_runs(std::string_view text, const Coding& coding, Ranges& found);
  void add_run(const Run& run, const Coding& coding, Ranges& found);
  static std::pair<std::size_t, std::size_t> next_stretch(std::string_view text,
                                                          const Coding& coding, std::size_t from,
                                                          std::size_t length);
  static std::size_t read_run(std::string_view text, const Coding& coding, std::size_t& at,
                              Run& run);

  // Takes bytes from the limit. False if there are not so many left.
  bool spend(std::size_t bytes);

  const Needles& needles_;
  std::size_t bytes_left_;
};

}  // namespace baton::connectors
