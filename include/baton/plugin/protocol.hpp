#pragma once

#include "baton/core/json.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The line protocol between Baton and a program that is a connector: one JSON object a line over
// the program's standard input and output (docs/plugins.md). Pure; any thread.
namespace baton::plugin {

// The longest line of either side: an input or an output of a step, with room for the rest.
inline constexpr std::size_t kLineBytesMax = 4'194'304;

// The words of `ask`.
inline constexpr std::string_view kDescribe = "describe";
inline constexpr std::string_view kConnect = "connect";
inline constexpr std::string_view kPerform = "perform";
inline constexpr std::string_view kLook = "look";
inline constexpr std::string_view kProbe = "probe";
inline constexpr std::string_view kCancel = "cancel";

// The code of an answer to a request that the program does not know.
inline constexpr std::string_view kUnsupported = "unsupported";

// The word of an outcome of the C interface, "succeeded"; empty if there is no such outcome.
std::string_view outcome_word(int outcome);

// What is wrong with the description of a connector; empty if nothing is. Input schemas are not
// looked into.
std::string description_problem(const core::Json& description);

// Splits a stream of bytes into lines. One thread.
class Lines {
 public:
  // Takes what has been read. False: a line is longer than kLineBytesMax, and the stream is given
  // up.
  bool add(std::string_view bytes);
  // Moves the next whole line, without its end, into `line`. False: there is none yet.
  bool next(std::string& line);

 private:
  std::string buffer_{};
  std::size_t begin_ = 0;    // of what was not handed out
  std::size_t scanned_ = 0;  // up to here there is no end of a line
};

}  // namespace baton::plugin
