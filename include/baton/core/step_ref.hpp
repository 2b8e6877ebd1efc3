#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace baton::core {

// Which step of a run: by its name, and of a step that is done once for each item of a list, by
// the place of the item. Refs sort by name, and a step comes before its items.
struct StepRef {
  static constexpr int kNoItem = -1;

  std::string name{};
  int item = kNoItem;  // counts from 0; kNoItem: the step itself

  StepRef() = default;
  // A name refers to the step itself, so it may stand wherever a ref is expected.
  StepRef(std::string step, int of = kNoItem) : name(std::move(step)), item(of) {}
  StepRef(std::string_view step) : name(step) {}
  StepRef(const char* step) : name(step) {}

  // True where no step is meant.
  bool empty() const { return name.empty(); }
  bool has_item() const { return item >= 0; }

  // For people: "ship", or "ship[3]" for an item.
  std::string text() const { return with_item("[", "]"); }
  // As part of a key, where a run's id stands before it: "ship", or "ship.3" for an item.
  std::string key() const { return with_item(".", ""); }
  // The ref that has this key. A text that is no key is taken whole for a name, which no step has:
  // the name of a step has no dot.
  static StepRef of_key(std::string_view key);

  bool operator==(const StepRef&) const = default;
  std::strong_ordering operator<=>(const StepRef&) const = default;

 private:
  std::string with_item(std::string_view before, std::string_view after) const;
};

}  // namespace baton::core
