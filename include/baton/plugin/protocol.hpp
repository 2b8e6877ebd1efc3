#pragma once

#include "baton/core/json.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The line protocol between Baton and a program that is a connector: one JSON object a line over
// the program's standard input and output (docs/plugins.md). Pure; any thread.
namespace baton::plugin {

// The most bytes of one line, whichever side writes it. Inputs and outputs of steps are smaller
// (core/limits.hpp), so the rest of the line has room.
inline constexpr std::size_t kLineBytesMax = 4'194'304;

// The words that a request may have as `ask`.
//
// Asks for the description of the connector; the process ends after the answer.
inline constexpr std::string_view kDescribe = "describe";
// Gives the process the settings of its connection. It comes once, before the first action.
inline constexpr std::string_view kConnect = "connect";
// Asks for one attempt at an action.
inline constexpr std::string_view kPerform = "perform";
// The answer to an earlier attempt was lost: asks whether that attempt was done, and for nothing
// to be done. Only operations whose description has `"look": true` get it.
inline constexpr std::string_view kLook = "look";
// Asks whether the connection works, without acting over it.
inline constexpr std::string_view kProbe = "probe";
// The time of the call with this `id` is over. The request has no answer of its own.
inline constexpr std::string_view kCancel = "cancel";

// The code with which a program answers an `ask` that it does not know.
inline constexpr std::string_view kUnsupported = "unsupported";

// The word of the line protocol for a baton_outcome of the C interface: "succeeded" for 0. Empty
// for a number that is no outcome.
std::string_view outcome_word(int outcome);

// What is wrong with the answer to kDescribe, for people; empty if nothing is. Input schemas are
// not checked here.
std::string description_problem(const core::Json& description);

// Splits a stream of bytes into lines. One thread.
class Lines {
 public:
  // Takes bytes that were read. False if a line is longer than kLineBytesMax: the caller then stops
  // reading the stream.
  bool add(std::string_view bytes);
  // Moves the next whole line into `line`, without its line feed and without a carriage return
  // before it. False if no whole line has come yet.
  bool next(std::string& line);

 private:
  std::string buffer_{};
  std::size_t begin_ = 0;    // where the bytes begin that next() has not handed out yet
  std::size_t scanned_ = 0;  // no line ends between begin_ and here
};

}  // namespace baton::plugin
