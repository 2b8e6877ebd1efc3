// CEL: text is parsed, checked and evaluated over an event. An evaluation ends within its cost,
// says the same twice, and its explanation agrees with it. A checked expression does at least what
// an unchecked one does.
#include "baton/cel/expression.hpp"
#include "baton/cel/text.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace baton;
using fuzz::hold;

class Event final : public cel::Bindings {
 public:
  std::optional<cel::Value> find(std::string_view name) const override {
    if (name == "event") return cel::Value::borrow(event_);
    if (name == "now") return cel::Value::timestamp(std::int64_t{1'700'000'000}, 0);
    return std::nullopt;
  }

 private:
  core::Json event_ = core::Json::parse(R"({
    "type": "deal.won", "id": "evt_1", "time": "2026-05-04T10:11:12Z",
    "data": {"amount": 48250.5, "stage": "Closed Won", "n": 7, "big": 18446744073709551615, "list": [1, 2.5, "a", null, [true], {"k": "v"}],
             "tags": ["new", "priority"], "account": {"id": "x", "employees": 1250, "none": null}, "text": "Grüße, 世界 😀", "empty": {}}})");
};

constexpr std::size_t kCostMax = 20'000;

// The same outcome: NaN is not equal to itself, so it is told by its text.
bool same(const cel::Evaluation& left, const cel::Evaluation& right) {
  if (left.value.has_value() != right.value.has_value() || left.cost != right.cost) return false;
  return left.value ? left.value->literal() == right.value->literal()
                    : left.value.error().message == right.value.error().message;
}

void evaluate(const cel::Expression& expression, const Event& event) {
  const auto outcome = expression.evaluate(event, kCostMax);
  hold(same(outcome, expression.evaluate(event, kCostMax)), "an evaluation says the same twice");
  if (!outcome.value) hold(!outcome.value.error().message.empty(), "an error says what is wrong");
  if (outcome.value) {
    const auto json = outcome.value->to_json();
    if (json)
      hold(core::parse_json(core::dump(*json), {200, false}).has_value(), "a value is JSON");
    hold(outcome.value->own().literal() == outcome.value->literal(),
         "owning a value does not change it");
  }
  if (outcome.cost > kCostMax / 2) return;  // explaining goes on to the full cost
  const auto explained = expression.explain(event);
  hold(!explained.evaluated || explained.failed == !outcome.value,
       "the explanation fails where the evaluation does");
  hold(explained.offset + explained.length <= expression.text().size(),
       "the explanation points into the text");
  (void)expression.why_false(event);
  const auto verdict = cel::decide_gate(expression, event);
  hold((verdict.outcome == cel::Outcome::error) ==
           !(outcome.value && (outcome.value->is_true() || outcome.value->is_false())),
       "a gate has an outcome for true and false only");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Event event;
  static const cel::Scope scope = [] {
    cel::Scope made;
    made.declare("event", cel::object_of({{"type", cel::simple(cel::Type::Kind::string)},
                                          {"id", cel::simple(cel::Type::Kind::string)},
                                          {"data", cel::dyn()}}));
    made.declare("now", cel::simple(cel::Type::Kind::timestamp));
    return made;
  }();
  if (size > 2'000) return 0;
  const fuzz::Exact input(fuzz::text_of(data, size));
  const auto free = cel::Expression::compile(input.view());
  hold((free.expression != nullptr) != core::has_errors(free.findings), "an expression, or errors");
  if (free.expression) {
    evaluate(*free.expression, event);
    for (const auto& equality : free.expression->equalities("event"))
      hold(!equality.path.empty(), "an equality has a path");
  }
  const auto checked = cel::Expression::compile(input.view(), &scope);
  hold(!checked.expression || free.expression, "what checks also parses");
  if (checked.expression) {
    const auto type = cel::parse_type(checked.expression->type().text());
    hold(type.has_value() || checked.expression->type().kind == cel::Type::Kind::object,
         "a type reads what it writes");
    evaluate(*checked.expression, event);
  }
  const auto document = cel::Document::compile(core::Json(std::string(input.view())));
  if (document.document) (void)document.document->render(event);
  return 0;
}
