#include "baton/calendar/zone.hpp"
#include "cel/evaluator.hpp"
#include "cel/expression_impl.hpp"
#include "cel/fixed_texts.hpp"
#include "cel/moments.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace baton::cel {

namespace {

// A part that reads no name is mostly small, and a template has hundreds of expressions. A part
// that costs more than this is not checked.
constexpr std::size_t kConstantCostMax = 10'000;
// The number of items that an estimate assumes for a list of which nothing is known.
constexpr double kItems = 1'000;

class NoBindings final : public Bindings {
 public:
  explicit NoBindings(Budget& budget) : budget_(budget) {}
  std::optional<Value> find(std::string_view) const override { return std::nullopt; }
  Budget* budget() const override { return &budget_; }

 private:
  Budget& budget_;
};

class ConstantCheck {
 public:
  ConstantCheck(const Expression::Impl& impl, core::Findings& findings)
      : impl_(impl), findings_(findings) {
    free_.resize(impl.syntax.nodes.size(), kClosed);
  }

  void run() {
    measure(*impl_.syntax.root);
    check(*impl_.syntax.root);
  }

 private:
  // What measure() returns if a node reads a name, and if it reads neither names nor variables.
  static constexpr std::int32_t kNames = -1;
  static constexpr std::int32_t kClosed = std::numeric_limits<std::int32_t>::max();

  // Returns, and notes for each node, the lowest slot among the variables of outer macros that it
  // reads.
  std::int32_t measure(const Node& node) {
    std::int32_t lowest = kClosed;
    if (node.kind == NodeKind::name) lowest = std::max(node.slot, kNames);
    if (node.function != nullptr && node.function->outside) lowest = kNames;
    const auto take = [&](std::size_t part) {
      if (node.parts[part] != nullptr) lowest = std::min(lowest, measure(*node.parts[part]));
    };
    for (std::size_t part = node.kind == NodeKind::comprehension ? 1 : 0; part < node.parts.size();
         ++part)
      take(part);
    if (node.kind == NodeKind::comprehension) {
      if (lowest >= node.slot) lowest = kClosed;  // it reads its own variables only
      take(0);
    }
    return free_[node.id] = lowest;
  }

  void check(const Node& node) {
    if (free_[node.id] == kClosed) return evaluate(node);
    check_zone(node);
    check_fixed_text(node);
    const bool parts_decide =
        node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or;
    for (std::size_t part = 0; part < node.parts.size(); ++part) {
      if (node.parts[part] == nullptr) continue;
      const bool decides = parts_decide || (node.kind == NodeKind::conditional && part == 0);
      if (decides) warn_if_constant(*node.parts[part]);
      check(*node.parts[part]);
    }
  }

  // Reports a time zone that does not exist. It would fail at every moment.
  void check_zone(const Node& node) {
    const auto count = node.parts.size();
    const bool of_field = node.text == "timestamp" || node.text == "time.offset" ||
                          (node.member && node.text.starts_with("get"));
    const bool of_time =
        node.text == "time.start_of" || node.text == "time.format" || node.text == "time.add";
    if (node.kind != NodeKind::call || !((of_field && count == 2) || (of_time && count == 3)))
      return;
    const auto& last = *node.parts.back();
    if (last.kind != NodeKind::literal || !last.value.is(Value::Kind::string)) return;
    const auto zone = last.value.as_string();
    if (zone_at(zone, 0)) return;
    const auto meant = calendar::zone_meant(zone);
    report(last, core::Finding::Severity::error, "cel/zone",
           "there is no time zone " + source(last),
           meant.empty() ? "write a zone as \"Europe/Paris\", or an offset as \"+02:00\""
                         : "did you mean \"" + meant + "\"?");
  }

  // Reports a unit, a pattern or a length of time that is none. It would fail at every moment.
  void check_fixed_text(const Node& node) {
    if (node.kind != NodeKind::call || node.member || node.parts.size() < 2) return;
    const auto& text = *node.parts[1];
    if (text.kind != NodeKind::literal || !text.value.is(Value::Kind::string)) return;
    const auto fault = fault_of_fixed_text(node.text, text.value.as_string());
    if (!fault) return;
    report(text, core::Finding::Severity::error, "cel/constant",
           "this can never work: " + fault->message, fault->hint);
  }

  Value value_of(const Node& node) const {
    Budget budget(kConstantCostMax, nullptr);
    const NoBindings names(budget);
    std::optional<Budget> unused;
    Evaluator evaluator(impl_.text, names, begin_budget(names, unused, kConstantCostMax),
                        impl_.options.strict, impl_.syntax, nullptr);
    return evaluator.run(node);
  }

  void evaluate(const Node& node) {
    if (node.kind == NodeKind::literal) return;
    const auto value = value_of(node);
    if (!value.is_error() || value.as_error().code == core::Errc::limited) return;
    report(node, core::Finding::Severity::error, "cel/constant",
           "this can never work: " + source(node) + ": " + value.as_error().message,
           hint(value.as_error().message));
  }

  void warn_if_constant(const Node& node) {
    if (node.kind == NodeKind::literal || free_[node.id] != kClosed) return;
    const auto value = value_of(node);
    if (!value.is(Value::Kind::boolean)) return;
    report(node, core::Finding::Severity::warning, "suspicious/constant",
           source(node) + " is always " + (value.as_bool() ? "true" : "false"), {});
  }

  static std::string hint(std::string_view message) {
    return message.starts_with("expected a duration") ? "its units are h, m, s, ms: a day is 24h"
                                                      : "";
  }

  void report(const Node& node, core::Finding::Severity severity, std::string rule,
              std::string message, std::string hint) {
    auto finding =
        finding_at(impl_.text, node.offset, std::move(rule), std::move(message), std::move(hint));
    finding.severity = severity;
    findings_.push_back(std::move(finding));
  }

  std::string source(const Node& node) const {
    constexpr std::size_t kShownMax = 120;
    return node.length <= kShownMax ? impl_.text.substr(node.offset, node.length) : "a part of it";
  }

  const Expression::Impl& impl_;
  core::Findings& findings_;
  std::vector<std::int32_t> free_;
};

// The number of items of a list or map, as far as the expression tells it.
double items_of(const Node& range) {
  if (range.kind == NodeKind::list) return static_cast<double>(range.parts.size());
  if (range.kind == NodeKind::map) return static_cast<double>(range.optionals.size());
  const bool counts =
      range.kind == NodeKind::call && range.text == "lists.range" && range.parts.size() == 1;
  if (counts && range.parts[0]->value.is(Value::Kind::integer))
    return static_cast<double>(range.parts[0]->value.as_int());
  return kItems;
}

double cost_of(const Node& node) {
  double parts = 0;
  if (node.kind != NodeKind::comprehension) {
    for (const auto* part : node.parts) parts += cost_of(*part);
    return 1 + parts;
  }
  for (std::size_t part = 1; part <= 2; ++part)
    parts += node.parts[part] == nullptr ? 0 : cost_of(*node.parts[part]);
  const bool once = node.macro == Macro::bind || node.macro == Macro::opt_map ||
                    node.macro == Macro::opt_flat_map;
  return 1 + cost_of(*node.parts[0]) + parts * (once ? 1 : items_of(*node.parts[0])) +
         (once ? 0 : items_of(*node.parts[0]));
}

void check_cost(const Expression::Impl& impl, core::Findings& findings) {
  const auto cost = cost_of(*impl.syntax.root);
  if (cost <= static_cast<double>(core::kExpressionCostMax)) return;
  constexpr double kShownMax = 1e15;
  const auto shown = cost < kShownMax
                         ? std::to_string(static_cast<std::int64_t>(cost))
                         : "over " + std::to_string(static_cast<std::int64_t>(kShownMax));
  auto finding =
      finding_at(impl.text, 0, "cel/cost",
                 "it costs about " + shown +
                     " steps when its lists have 1000 items each, and an expression may cost " +
                     std::to_string(core::kExpressionCostMax),
                 "walk over one list only, or over shorter ones; what costs more is an error when "
                 "it is evaluated");
  finding.severity = core::Finding::Severity::warning;
  findings.push_back(std::move(finding));
}

}  // namespace

void check_constants(const Expression::Impl& impl, core::Findings& findings) {
  ConstantCheck(impl, findings).run();
  if (impl.options.estimate) check_cost(impl, findings);
}

}  // namespace baton::cel
