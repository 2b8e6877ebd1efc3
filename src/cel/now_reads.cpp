#include "baton/core/text.hpp"
#include "cel/horizon.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace baton::cel {

namespace {

// True for the functions that read a field of a moment. Milliseconds are not among them, since
// nobody waits for one.
bool is_field(std::string_view name) {
  static constexpr std::array<std::string_view, 10> kFields{
      "getFullYear",  "getMonth", "getDate",    "getDayOfMonth", "getDayOfWeek",
      "getDayOfYear", "getHours", "getMinutes", "getSeconds",    "int"};
  return core::is_one_of(name, kFields);
}

// True for the functions that return a moment unchanged.
bool is_identity(std::string_view name) {
  static constexpr std::array<std::string_view, 3> kSame{"timestamp", "duration", "dyn"};
  return core::is_one_of(name, kSame);
}

class ReadSearch {
 public:
  NowReads found;

  void walk(Node& node) {
    if (node.kind == NodeKind::comprehension) {
      walk_comprehension(node);
    } else {
      for (auto* part : node.parts) walk(*part);
    }
    for (const auto* part : node.parts)
      node.reads_now = node.reads_now || (part != nullptr && part->reads_now);
    switch (node.kind) {
      case NodeKind::name: return name(node);
      case NodeKind::call: return call(node);
      case NodeKind::conditional:
        cannot_read(*node.parts[0]);
        if (node.parts[1]->pace == node.parts[2]->pace) {
          node.pace = node.parts[1]->pace;
        } else {
          cannot_read(*node.parts[1]);
          cannot_read(*node.parts[2]);
        }
        return;
      case NodeKind::comprehension: return;
      default:
        for (auto* part : node.parts) cannot_read(*part);
    }
  }

 private:
  struct Variable {
    std::int8_t pace = 0;
    bool reads_now = false;
  };

  void walk_comprehension(Node& node) {
    auto& range = *node.parts[0];
    walk(range);
    const auto depth = variables_.size();
    const bool bind = node.macro == Macro::bind;
    if (!bind) cannot_read(range);
    for (std::size_t i = 0; i < node.variables.size(); ++i) {
      variables_.push_back(bind ? Variable{range.pace, range.reads_now}
                                : Variable{0, range.reads_now});
    }
    for (std::size_t part = 1; part <= 2; ++part) {
      if (node.parts[part] == nullptr) continue;
      walk(*node.parts[part]);
      if (!bind) cannot_read(*node.parts[part]);
    }
    variables_.resize(depth);
    if (bind) node.pace = node.parts[2]->pace;
  }

  void name(Node& node) {
    if (node.slot >= 0) {
      const auto& variable = variables_[static_cast<std::size_t>(node.slot)];
      node.pace = variable.pace;
      node.reads_now = variable.reads_now;
    } else if (node.text == "now") {
      node.pace = 1;
      node.reads_now = found.any = true;
    }
  }

  void call(Node& node) {
    const auto pace = [&node](std::size_t part) {
      return static_cast<int>(node.parts[part]->pace);
    };
    const auto count = node.parts.size();
    if (count == 2 && (node.text == "_+_" || node.text == "_-_")) {
      node.pace =
          static_cast<std::int8_t>(node.text == "_+_" ? pace(0) + pace(1) : pace(0) - pace(1));
    } else if (count == 2 && is_comparison(node.text)) {
      if (pace(0) != pace(1)) node.tick = Tick::compares;
    } else if (count == 1 && is_identity(node.text)) {
      node.pace = node.parts[0]->pace;
    } else if (count >= 1 && is_field(node.text) && (pace(0) == 1 || pace(0) == -1)) {
      node.tick = Tick::reads_field;
      if (count > 1) cannot_read(*node.parts[1]);
    } else {
      for (auto* part : node.parts) cannot_read(*part);
    }
    if (node.pace < -kPaceMax || node.pace > kPaceMax) cannot_read(node);
  }

  // The part is used in a way that does not tell when the value changes.
  void cannot_read(Node& part) {
    if (part.pace == 0) return;
    part.pace = 0;
    part.tick = Tick::unread;
    found.unread = true;
  }

  // The fastest pace that is followed; `now` may be added to itself many times.
  static constexpr std::int8_t kPaceMax = 8;
  std::vector<Variable> variables_;
};

}  // namespace

NowReads find_now_reads(Syntax& syntax) {
  ReadSearch walk;
  walk.walk(*syntax.root);
  return walk.found;
}

}  // namespace baton::cel
