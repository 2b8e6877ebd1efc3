#include "cel/moments_ahead.hpp"

#include "cel/evaluator.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>

namespace baton::cel {

using Kind = Value::Kind;

namespace {

// The moments that are gone through; a day of hours and minutes has 1440. If a condition tells more
// of them apart, everything that a clock may show is taken to be possible at every moment.
constexpr std::size_t kMomentsMax = 2'000;
// The width of a field's range up to which all of its values are gone through. Hours, minutes, days
// of a month and months are within it.
constexpr std::size_t kFieldValuesMax = 62;

bool compares_two(const Node& node) {
  return node.kind == NodeKind::call && node.parts.size() == 2 && is_comparison(node.text);
}

bool is_now(const Node& node) {
  return node.kind == NodeKind::name && node.slot < 0 && node.text == "now";
}

// One field of a clock or calendar in one zone, and all nodes that read it.
struct Clock {
  Guess::Range range;
  std::vector<std::uint32_t> nodes{};
  std::set<std::int64_t> compared{};
  bool only_compared = true;

  std::vector<std::int64_t> values() const {
    std::vector<std::int64_t> out;
    if (!only_compared) {
      if (range.second - range.first > static_cast<std::int64_t>(kFieldValuesMax)) return out;
      for (auto value = range.first; value <= range.second; ++value) out.push_back(value);
      return out;
    }
    std::set<std::int64_t> near{range.first, range.second};
    for (const auto value : compared)
      for (const std::int64_t step : {-1, 0, 1})
        if (value + step >= range.first && value + step <= range.second) near.insert(value + step);
    out.assign(near.begin(), near.end());
    return out;
  }
};

class MomentSearch {
 public:
  MomentSearch(const Expression::Impl& impl, core::Time now) : impl_(impl), now_(now) {}

  void walk(const Node& node, const Node* parent) {
    if (compares_two(node)) {
      note_moment(*node.parts[0], *node.parts[1]);
      note_moment(*node.parts[1], *node.parts[0]);
    }
    note_clock(node, parent);
    for (const auto* part : node.parts)
      if (part != nullptr) walk(*part, &node);
  }

  std::vector<Guesser::Overrides> overrides() const {
    std::vector<Guesser::Overrides> all;
    for (const auto& moment : moments()) {
      Guesser::Overrides one;
      for (const auto id : compared_nows_) one[id] = Guess::of(moment);
      all.push_back(std::move(one));
    }
    for (const auto& [source, clock] : clocks_) multiply(all, clock);
    return all;
  }

 private:
  static void multiply(std::vector<Guesser::Overrides>& all, const Clock& clock) {
    const auto values = clock.values();
    if (values.empty() || values.size() * all.size() > kMomentsMax) return;
    std::vector<Guesser::Overrides> more;
    for (const auto& one : all) {
      for (const auto value : values) {
        more.push_back(one);
        for (const auto id : clock.nodes) more.back()[id] = Guess::of(Value::integer(value));
      }
    }
    all = std::move(more);
  }

  // `now`, and each later moment that it is compared with, together with the moments right before
  // and after that.
  std::vector<Value> moments() const {
    constexpr Wide kMicrosecond = 1'000;
    constexpr Wide kDay = Wide{86'400} * 1'000'000'000;
    const auto first = nanos_of(Value::timestamp(now_));
    std::set<Wide> at{first, first + kDay};
    for (const auto moment : bounds_) {
      for (const Wide near : {moment - kMicrosecond, moment, moment + kMicrosecond, moment + kDay})
        if (near >= first) at.insert(near);
    }
    std::vector<Value> out;
    for (const auto moment : at) {
      auto value = timestamp_of(moment);
      if (!value.is_error()) out.push_back(std::move(value));
    }
    return out;
  }

  void note_moment(const Node& now, const Node& other) {
    if (!is_now(now) || !reads_of(other).empty() || reads_locals(other)) return;
    static const Sketch nothing;
    static const Guesser::Overrides none;
    const auto bound = Guesser(impl_, nothing, none).run(other);
    if (!bound.exact || !bound.exact->is(Kind::timestamp)) return;
    compared_nows_.push_back(now.id);
    bounds_.insert(nanos_of(*bound.exact));
  }

  static bool reads_locals(const Node& node) {
    if (node.kind == NodeKind::name && node.slot >= 0) return true;
    return std::any_of(node.parts.begin(), node.parts.end(),
                       [](const Node* part) { return part != nullptr && reads_locals(*part); });
  }

  void note_clock(const Node& node, const Node* parent) {
    if (node.kind != NodeKind::call || node.parts.empty() ||
        node.parts[0]->type.kind != Type::Kind::timestamp)
      return;
    const auto range = field_range(node.text);
    if (!range || reads_locals(node)) return;
    const auto source = impl_.text.substr(node.offset, node.length);
    auto& clock = clocks_.try_emplace(source, Clock{*range}).first->second;
    if (node.text == "getFullYear" && is_now(*node.parts[0])) {
      const std::chrono::year_month_day day(
          std::chrono::floor<std::chrono::days>(now_ - std::chrono::hours(24)));
      clock.range.first = static_cast<int>(day.year());
    }
    clock.nodes.push_back(node.id);
    clock.only_compared = note_compared(node, parent, clock.compared) && clock.only_compared;
  }

  // Notes the whole number that a field is compared with. False if something else is done with it.
  static bool note_compared(const Node& node, const Node* parent,
                            std::set<std::int64_t>& compared) {
    const auto note = [&compared](const Node& literal) {
      if (literal.kind != NodeKind::literal || !literal.value.is(Kind::integer)) return false;
      constexpr std::int64_t kFar = 100'000;
      compared.insert(std::clamp(literal.value.as_int(), -kFar, kFar));
      return true;
    };
    if (parent == nullptr || parent->parts.size() != 2) return false;
    const auto& other = parent->parts[0] == &node ? *parent->parts[1] : *parent->parts[0];
    if (compares_two(*parent)) return note(other);
    if (parent->text != "@in" || parent->parts[0] != &node || other.kind != NodeKind::list)
      return false;
    return std::all_of(other.parts.begin(), other.parts.end(),
                       [&note](const Node* literal) { return note(*literal); });
  }

  const Expression::Impl& impl_;
  core::Time now_;
  std::vector<std::uint32_t> compared_nows_;
  std::set<Wide> bounds_;
  std::map<std::string, Clock> clocks_;
};

}  // namespace

std::vector<Guesser::Overrides> moments_ahead(const Expression::Impl& impl, core::Time now) {
  MomentSearch walk(impl, now);
  walk.walk(*impl.syntax.root, nullptr);
  return walk.overrides();
}

}  // namespace baton::cel
