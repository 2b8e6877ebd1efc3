#include "baton/cel/expression.hpp"

#include "cel/checker.hpp"
#include "cel/evaluator.hpp"
#include "cel/expression_impl.hpp"
#include "cel/resolver.hpp"

#include <algorithm>
#include <utility>

namespace baton::cel {

Budget& begin_budget(const Bindings& names, std::optional<Budget>& own, std::size_t cost_max) {
  auto* shared = names.budget();
  auto& budget = shared != nullptr ? *shared : own.emplace(cost_max);
  budget.begin(cost_max);
  return budget;
}

Expression::Expression(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Expression::~Expression() = default;

Expression::Compiled Expression::compile(std::string_view text, const Scope* scope,
                                         const CompileOptions& options) {
  Compiled out;
  auto impl = std::make_unique<Impl>();
  impl->text = text;
  impl->options = options;
  impl->syntax = parse(impl->text, out.findings);
  if (core::has_errors(out.findings)) return out;
  PatternAllowance own;
  CompileOptions bounded = options;
  if (bounded.patterns == nullptr) bounded.patterns = &own;
  Resolver(impl->text, impl->syntax, scope, bounded, out.findings).run();
  if (scope != nullptr && options.check)
    Checker(impl->text, *scope, options, out.findings).run(impl->syntax);
  std::stable_sort(out.findings.begin(), out.findings.end(),
                   [](const core::Finding& left, const core::Finding& right) {
                     return std::pair(left.at.line, left.at.column) <
                            std::pair(right.at.line, right.at.column);
                   });
  if (core::has_errors(out.findings)) return out;
  if (scope != nullptr && options.check && !options.strict) check_constants(*impl, out.findings);
  if (core::has_errors(out.findings)) return out;
  impl->reads = reads_of(*impl->syntax.root);
  impl->now_reads = find_now_reads(impl->syntax);
  find_name_paths(impl->syntax);
  if (!options.strict) impl->reading = reading_of(impl->syntax);
  out.expression = std::make_shared<const Expression>(std::move(impl));
  return out;
}

Evaluation Expression::evaluate(const Bindings& names, std::size_t cost_max) const {
  std::optional<Budget> own;
  auto& budget = begin_budget(names, own, cost_max);
  const auto before = budget.used();
  Evaluator evaluator(impl_->text, names, budget, impl_->options.strict, impl_->syntax, nullptr);
  auto value = evaluator.run(*impl_->syntax.root);
  const auto cost = budget.used() - before;
  if (value.is_error()) return {value.as_error(), cost};
  return {std::move(value), cost};
}

Lasting Expression::evaluate_lasting(const Bindings& names) const {
  std::optional<Budget> own;
  auto& budget = begin_budget(names, own, core::kExpressionCostMax);
  const auto before = budget.used();
  const auto now = names.find("now").value_or(Value());
  core::ensure(now.is(Value::Kind::timestamp),
               "who asks how long a value lasts says when it is asked");
  Horizon horizon(nanos_of(now));
  Evaluator evaluator(impl_->text, names, budget, impl_->options.strict, impl_->syntax, nullptr,
                      &horizon);
  auto value = evaluator.run(*impl_->syntax.root);
  const auto cost = budget.used() - before;
  Lasting out{
      value.is_error() ? Evaluation{value.as_error(), cost} : Evaluation{std::move(value), cost},
      {}};
  if (horizon.until < Horizon::kForever) {
    out.until = core::Time(core::Duration(static_cast<std::int64_t>(horizon.until / 1'000)));
  }
  return out;
}

bool asks_outside(const Expression::Impl& impl) {
  return std::any_of(impl.syntax.nodes.begin(), impl.syntax.nodes.end(), [](const Node& node) {
    return node.function != nullptr && node.function->outside;
  });
}

bool Expression::constant() const { return impl_->reads.empty() && !asks_outside(*impl_); }
bool Expression::reads_facts() const {
  const auto& nodes = impl_->syntax.nodes;
  return std::any_of(nodes.begin(), nodes.end(), [](const Node& node) {
    return node.kind == NodeKind::call && node.text == "fact";
  });
}
bool Expression::reads_now() const { return impl_->now_reads.any; }
bool Expression::asked_each_minute() const { return impl_->now_reads.unread; }

const std::string& Expression::text() const { return impl_->text; }
const Type& Expression::type() const { return impl_->syntax.root->type; }
const std::vector<Path>& Expression::reads() const { return impl_->reads; }
const Reading* Expression::reading() const { return impl_->reading ? &*impl_->reading : nullptr; }

namespace {

void conjuncts(const Node& node, std::vector<const Node*>& out) {
  if (node.kind != NodeKind::logical_and) return out.push_back(&node);
  for (const auto* part : node.parts) conjuncts(*part, out);
}

bool reads_below(const Node& node, std::string_view name) {
  const auto paths = reads_of(node);
  return std::any_of(paths.begin(), paths.end(),
                     [name](const Path& path) { return path.front() == name; });
}

}  // namespace

bool Expression::reads_facts_by(std::string_view name) const {
  const auto& nodes = impl_->syntax.nodes;
  return std::any_of(nodes.begin(), nodes.end(), [name](const Node& node) {
    return node.kind == NodeKind::call && node.text == "fact" && node.parts.size() > 1 &&
           reads_below(*node.parts[1], name);
  });
}

std::vector<Equality> Expression::equalities(std::string_view name) const {
  std::vector<const Node*> nodes;
  conjuncts(*impl_->syntax.root, nodes);
  std::vector<Equality> found;
  for (const auto* node : nodes) {
    if (node->kind != NodeKind::call || node->text != "_==_") continue;
    for (std::size_t side = 0; side < 2; ++side) {
      Path path;
      const auto& other = *node->parts[1 - side];
      if (!path_of(*node->parts[side], path) || path.front() != name || path.size() < 2 ||
          reads_below(other, name))
        continue;
      auto options = impl_->options;
      options.check = false;  // it was checked as a part of the whole
      auto compiled = compile(impl_->text.substr(other.offset, other.length), nullptr, options);
      if (compiled.expression) found.push_back({std::move(path), std::move(compiled.expression)});
      break;
    }
  }
  return found;
}

}  // namespace baton::cel
