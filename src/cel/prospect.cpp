#include "baton/cel/prospect.hpp"

#include "cel/guess.hpp"
#include "cel/moments_ahead.hpp"

#include <algorithm>
#include <utility>

namespace baton::cel {

Sketch Sketch::value(core::Json json) {
  Sketch sketch;
  sketch.kind_ = Kind::value;
  sketch.json_ = std::move(json);
  return sketch;
}

Sketch Sketch::map(Members members, bool closed) {
  Sketch sketch;
  sketch.kind_ = Kind::members;
  sketch.members_ = std::move(members);
  sketch.closed_ = closed;
  return sketch;
}

class Prospect::Impl {
 public:
  Impl(const Expression& expression, std::optional<core::Time> now)
      : impl_(expression.impl()),
        moments_(now ? moments_ahead(impl_, *now) : std::vector<Guesser::Overrides>(1)),
        seen_(impl_.syntax.nodes.size()) {}

  std::size_t cost() const { return moments_.size() * seen_.size(); }

  void add(const Sketch& names, const Assumed& assumed) {
    const auto known = overrides_of(impl_, assumed);
    for (const auto& moment : moments_) {
      Guesser guesser(impl_, names, moment);
      guesser.assume(known);
      may_ |= guesser.run(*impl_.syntax.root).may;
      for (std::size_t node = 0; node < seen_.size(); ++node) seen_[node] |= guesser.seen()[node];
      for (const auto offset : guesser.missing()) {
        const auto at = std::lower_bound(missing_.begin(), missing_.end(), offset);
        if (at == missing_.end() || *at != offset) missing_.insert(at, offset);
      }
    }
  }

  bool may(std::uint8_t what) const { return (may_ & what) != 0; }
  const std::vector<std::size_t>& missing() const { return missing_; }

  void never_true(const Node& node, std::vector<Excerpt>& found) const {
    if (node.kind != NodeKind::logical_and && node.kind != NodeKind::logical_or) {
      if (is_never(node)) found.push_back({node.offset, node.length});
      return;
    }
    const auto before = found.size();
    for (const auto* part : node.parts) {
      never_true(*part, found);
      if (node.kind == NodeKind::logical_and && found.size() > before) return;
    }
    if (found.size() == before && is_never(node)) found.push_back({node.offset, node.length});
  }

  const Node& root() const { return *impl_.syntax.root; }

 private:
  // True if the evaluation came to the node and it was never true. Nodes that read no name are left
  // out, since they are reported as constants.
  bool is_never(const Node& node) const {
    const auto seen = seen_[node.id];
    return seen != 0 && (seen & Guess::kTrue) == 0 && (seen & Guess::kCondition) != 0 &&
           !reads_of(node).empty();
  }

  const Expression::Impl& impl_;
  std::vector<Guesser::Overrides> moments_;
  std::vector<std::uint8_t> seen_;
  std::vector<std::size_t> missing_;
  std::uint8_t may_ = 0;
};

Prospect::Prospect(const Expression& expression, std::optional<core::Time> now)
    : impl_(std::make_unique<Impl>(expression, now)) {}
Prospect::~Prospect() = default;

std::size_t Prospect::cost() const { return impl_->cost(); }
void Prospect::add(const Sketch& names, const Assumed& assumed) { impl_->add(names, assumed); }
bool Prospect::may_be_true() const { return impl_->may(Guess::kTrue); }
const std::vector<std::size_t>& Prospect::missing() const { return impl_->missing(); }

May may(const Expression& condition, const Sketch& names, const Assumed& assumed) {
  static const Guesser::Overrides none;
  const auto& impl = condition.impl();
  const auto known = overrides_of(impl, assumed);
  Guesser guesser(impl, names, none);
  guesser.assume(known);
  const auto guess = guesser.run(*impl.syntax.root);
  return {(guess.may & Guess::kTrue) != 0, (guess.may & Guess::kFalse) != 0};
}

bool changes_with_now(const Expression& condition) {
  const auto& nodes = condition.impl().syntax.nodes;
  return std::any_of(nodes.begin(), nodes.end(),
                     [](const Node& node) { return node.tick != Tick::none; });
}

std::vector<Excerpt> Prospect::never_true() const {
  std::vector<Excerpt> found;
  impl_->never_true(impl_->root(), found);
  return found;
}

}  // namespace baton::cel
