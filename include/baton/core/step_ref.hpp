#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace baton::core {

// Which step of a run: by its name, and of a step that is done once for each item of a list, by
// the place of the item. Refs sort by name, and a step comes before its items.
struct StepRef {
  // The item of a ref that means the step itself.
  static constexpr int kNoItem = -1;

  // The name of the step, as its template has it.
  std::string name{};
  // The place of the item in its list, counted from 0; kNoItem: the step itself.
  int item = kNoItem;

  StepRef() = default;
  // A name refers to the step itself, so it may stand wherever a ref is expected.
  StepRef(std::string step, int of = kNoItem) : name(std::move(step)), item(of) {}
  // The step of this name, of a text that is borrowed.
  StepRef(std::string_view step) : name(step) {}
  // The same for a literal.
  StepRef(const char* step) : name(step) {}

  // True where no step is meant.
  bool empty() const { return name.empty(); }
  // True where an item of a list is meant.
  bool has_item() const { return item >= 0; }

  // For people: "ship", or "ship[3]" for an item.
  std::string text() const { return with_item("[", "]"); }
  // As part of a key, where a run's id stands before it: "ship", or "ship.3" for an item.
  std::string key() const { return with_item(".", ""); }
  // The ref that has this key. A text that names no item is taken whole for a name, as "ship.undo"
  // is: the step that undoes "ship".
  static StepRef of_key(std::string_view key);

  bool operator==(const StepRef&) const = default;
  std::strong_ordering operator<=>(const StepRef&) const = default;

 private:
  std::string with_item(std::string_view before, std::string_view after) const;
};

}  // namespace baton::core
