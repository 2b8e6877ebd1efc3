#include "baton/plugin/protocol.hpp"

#include "baton/plugin/connector_abi.h"

#include <algorithm>
#include <array>

namespace baton::plugin {

using core::Json;

std::string_view outcome_word(int outcome) {
  // In the order of baton_outcome.
  constexpr std::array<std::string_view, 7> kWords{"succeeded", "transient", "throttled", "pending",
                                                   "permanent", "unknown",   "not_found"};
  const bool known = outcome >= 0 && outcome < static_cast<int>(kWords.size());
  return known ? kWords.at(static_cast<std::size_t>(outcome)) : std::string_view();
}

namespace {

bool is_operation_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                  letter == '_';
         });
}

// What is wrong with a member of an operation; empty if nothing is.
std::string member_problem(const std::string& key, const Json& value) {
  if (key == "title") return value.is_string() ? "" : "expected a text";
  if (key == "input") return value.is_object() ? "" : "expected a JSON Schema";
  if (key == "look" || key == "repeatable")
    return value.is_boolean() ? "" : "expected true or false";
  if (key != "output") return "unknown member; there are title, input, output, look and repeatable";
  if (!value.is_object()) return "expected an object: member of the output to its type";
  for (const auto& [name, type] : value.items()) {
    if (!type.is_string()) return "\"" + name + "\": expected the name of a type";
  }
  return {};
}

std::string operation_problem(const std::string& name, const Json& operation) {
  const auto where = "operations/" + name;
  if (!is_operation_name(name))
    return where + ": an operation's name is lower-case letters, digits and _";
  if (!operation.is_object()) return where + ": expected an object";
  for (const auto& [key, value] : operation.items()) {
    if (auto problem = member_problem(key, value); !problem.empty())
      return where + "/" + key + ": " + problem;
  }
  return {};
}

}  // namespace

std::string description_problem(const Json& description) {
  if (!description.is_object()) return "expected an object";
  const auto* operations = core::find(description, "operations");
  if (operations == nullptr || !operations->is_object() || operations->empty())
    return "operations: expected an object with at least one operation";
  const auto* settings = core::find(description, "settings");
  const bool good_settings =
      settings == nullptr ||
      (settings->is_array() && std::all_of(settings->begin(), settings->end(),
                                           [](const auto& one) { return one.is_string(); }));
  if (!good_settings) return "settings: expected a list of names";
  const auto* title = core::find(description, "title");
  if (title != nullptr && !title->is_string()) return "title: expected a text";
  for (const auto& [name, operation] : operations->items()) {
    if (auto problem = operation_problem(name, operation); !problem.empty()) return problem;
  }
  return {};
}

bool Lines::add(std::string_view bytes) {
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
  }
  buffer_ += bytes;
  const auto end = buffer_.find('\n', scanned_);
  return (end == std::string::npos ? buffer_.size() : end) <= kLineBytesMax;
}

bool Lines::next(std::string& line) {
  const auto end = buffer_.find('\n', std::max(begin_, scanned_));
  if (end == std::string::npos) {
    scanned_ = buffer_.size();
    return false;
  }
  line.assign(buffer_, begin_, end - begin_);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  begin_ = scanned_ = end + 1;
  return true;
}

}  // namespace baton::plugin
