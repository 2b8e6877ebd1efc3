#include "cel/functions.hpp"
#include "unit/cel/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

// Cost stands for work: a call that takes long costs much, whichever function it calls. No test
// here reads a clock of the machine.
namespace baton::cel::test {
namespace {

using std::chrono::milliseconds;

// Names over JSON, with a budget that counts steps and no time.
class Counted final : public Bindings {
 public:
  explicit Counted(core::Json values, Budget::Clock clock = nullptr,
                   std::size_t max = core::kExpressionCostMax,
                   std::chrono::nanoseconds time_max = kExpressionTimeMax)
      : values_(std::move(values)), budget_(max, clock, time_max) {}
  std::optional<Value> find(std::string_view name) const override {
    if (const auto* value = core::find(values_, name)) return Value::borrow(*value);
    return std::nullopt;
  }
  Budget* budget() const override { return &budget_; }

 private:
  core::Json values_;
  mutable Budget budget_;
};

std::size_t cost_of(std::string_view text, core::Json values = core::Json::object()) {
  return compiled(text)
      ->evaluate(Counted(std::move(values), nullptr, 100'000'000), 100'000'000)
      .cost;
}

core::Error fault_in(std::string_view text, const Bindings& names) {
  const auto evaluation = compiled(text)->evaluate(names);
  return evaluation.value ? core::Error{core::Errc::internal, "it came to a value"}
                          : evaluation.value.error();
}

core::Json texts(std::size_t count, const std::string& text) {
  core::Json list = core::Json::array();
  for (std::size_t i = 0; i < count; ++i) list.push_back(text);
  return list;
}

TEST(Cost, ASearchCostsTheLengthOfBothTexts) {
  const core::Json values{{"words", std::string(800'000, 'a')},
                          {"part", std::string(400'000, 'a') + "b"}};
  for (const auto* text :
       {"words.contains(part)", "words.indexOf(part) == 0", "words.lastIndexOf(part) == 0",
        "words.split(part) == []", "words.replace(part, '') == ''"}) {
    EXPECT_GE(cost_of(text, values), 1'200'000U / 8) << text;
    EXPECT_LE(cost_of(text, values), 1'200'000U) << text;
  }
}

constexpr std::size_t kLong = 100'000;

// An argument for a parameter of this type: a long text or list if `is_long`. Empty if no value of
// the type is long.
std::string argument(const Type& type, bool is_long) {
  switch (type.kind) {
    case Type::Kind::string: return is_long ? "words" : "'0'";
    case Type::Kind::bytes: return is_long ? "bytes(words)" : "b'0'";
    case Type::Kind::list: return is_long ? "items" : "['0']";
    case Type::Kind::map: return is_long ? "" : "{}";
    case Type::Kind::integer: return is_long ? "" : "1";
    case Type::Kind::boolean: return is_long ? "" : "true";
    case Type::Kind::timestamp: return is_long ? "" : "timestamp(0)";
    case Type::Kind::duration: return is_long ? "" : "duration('0s')";
    default: return is_long ? "" : "'0'";
  }
}

// A call of an overload with a long argument at `at`; empty if no argument there can be long.
std::string long_call(const std::string& name, const Overload& overload, std::size_t at) {
  std::string target;
  std::string arguments;
  for (std::size_t i = 0; i < overload.parameters.size(); ++i) {
    const auto text = argument(overload.parameters[i], i == at);
    if (text.empty()) return {};
    if (overload.member && i == 0)
      target = text + ".";
    else
      arguments += (arguments.empty() ? "" : ", ") + text;
  }
  return target + name + "(" + arguments + ")";
}

// The functions that look only at the beginning, the end or the type of a text, or pass it on.
const std::set<std::string> kReadLittle{"startsWith",
                                        "endsWith",
                                        "type",
                                        "dyn",
                                        "string",
                                        "bool",
                                        "size",
                                        "first",
                                        "last",
                                        "optional.of",
                                        "optional.ofNonZeroValue",
                                        "slice",
                                        "money",
                                        "format"};

TEST(Cost, EveryFunctionPaysForTheTextsAndListsItReads) {
  std::size_t asked = 0;
  for (const auto& name : function_table().names()) {
    if (kReadLittle.contains(name)) continue;
    for (const auto& overload : function_table().find(name)->overloads) {
      for (std::size_t at = 0; at < overload.parameters.size(); ++at) {
        const auto call = long_call(name, overload, at);
        if (call.empty()) continue;
        ++asked;
        for (const auto* sign : {" ", "0", "a"}) {
          std::string text;
          while (text.size() < kLong) text += sign;
          EXPECT_GE(cost_of(call, {{"words", text}, {"items", texts(kLong / 16, "")}}), kLong / 16)
              << call << " of " << sign;
        }
      }
    }
  }
  EXPECT_GT(asked, 30U);
}

// The more is read, the sooner the clock is read, so that work that costs too few steps ends all
// the same.
TEST(Cost, ACallThatReadsMuchLooksAtTheClock) {
  static std::chrono::nanoseconds now{};
  now = {};
  const Budget::Clock slow = [] { return now += milliseconds(60); };
  const core::Json values{{"words", std::string(900'000, 'a')}};
  EXPECT_EQ(fault_in("[1, 2, 3, 4].all(i, words.startsWith('a'))", Counted(values, slow)).code,
            core::Errc::limited);
}

// A search that takes the product of both lengths would take minutes here.
TEST(Cost, ASearchIsLinearInBothTexts) {
  core::Json values{{"words", std::string(800'000, 'a')}};
  for (const auto& part : {std::string(400'000, 'a') + "b", "b" + std::string(400'000, 'a'),
                           std::string(200, 'a') + "b", "b" + std::string(200, 'a')}) {
    values["part"] = part;
    for (const auto* text : {"words.contains(part)", "words.indexOf(part) >= 0",
                             "words.lastIndexOf(part) >= 0", "words.split(part).size() > 1"}) {
      EXPECT_TRUE(compiled(text)->evaluate(Counted(values)).value.value().is_false()) << text;
    }
  }
}

TEST(Cost, SearchesFindWhatTheyFoundBefore) {
  for (const auto& [text, found] : std::vector<std::pair<std::string, std::string>>{
           {"'abcabc'.lastIndexOf('abc')", "3"},
           {"'abcabc'.lastIndexOf('abc', 2)", "0"},
           {"'abcabc'.lastIndexOf('')", "6"},
           {"'abcabc'.lastIndexOf('', 2)", "2"},
           {"'abcabc'.indexOf('abc', 1)", "3"},
           {"'abc'.indexOf('')", "0"},
           {"'a'.lastIndexOf('ab')", "-1"},
           {"''.lastIndexOf('')", "0"},
           {"'xéxé'.lastIndexOf('é')", "3"},
           {"'a,b,,c'.split(',')", "[\"a\", \"b\", \"\", \"c\"]"},
           {"'aaa'.replace('aa', 'b')", "\"ba\""},
           {"'tac é'.reverse()", "\"é cat\""},
           {"'abc'.contains('')", "true"}}) {
    EXPECT_EQ(result_of(text), found) << text;
  }
}

TEST(Cost, APatternIsCompiledOnceAnEvaluation) {
  core::Json values{{"items", texts(2'000, "some text")}, {"re", "^[a-z]+ [a-z]{1,40}$"}};
  const auto one = cost_of("'x'.matches(re)", values);
  EXPECT_GT(one, 400U);
  EXPECT_LT(cost_of("items.all(i, i.matches(re))", values), one + 2'000 * 60);
  EXPECT_LT(cost_of("items.all(i, i.matches('^[a-z]+ [a-z]{1,40}$'))", values), 2'000U * 60);
}

TEST(Cost, DifferentPatternsCostEachByItsSize) {
  core::Json values{
      {"small", "a"}, {"large", "[a-z]{1,300}"}, {"classes", "\\pL\\pL\\pL"}, {"wrong", "(("}};
  EXPECT_GT(cost_of("'x'.matches(large)", values), 3 * cost_of("'x'.matches(small)", values));
  EXPECT_GT(cost_of("'x'.matches(classes)", values), 4'500U);
  EXPECT_GT(cost_of("'x'.matches(wrong)", values), 1'000U);
  EXPECT_EQ(fault_in("'x'.matches(re)", Counted(core::Json{{"re", "(?:a{900}){4}b"}})).code,
            core::Errc::invalid);
  EXPECT_EQ(
      fault_in("'x'.matches(re)", Counted(core::Json{{"re", "(?:.{0,300}a.{0,300}b){2}c"}})).code,
      core::Errc::too_large);
}

TEST(Cost, APatternThatIsTooLargeCostsWhatWasMadeOfIt) {
  const core::Json values{{"re", "(\\pL{1,25}){1,25}"}};
  EXPECT_EQ(fault_in("'x'.matches(re)", Counted(values)).code, core::Errc::too_large);
  EXPECT_GT(cost_of("'x'.matches(re)", values), 500'000U);
  EXPECT_GT(cost_of("lists.range(3).exists(i, 'ab'.matches(re + string(i)))", values), 1'500'000U);
  EXPECT_LT(cost_of("'x'.matches('^' + 'evt_[0-9]+$')"), 10'000U);
}

TEST(Cost, MatchingCostsBytesTimesThePatternsSize) {
  const core::Json values{{"words", std::string(50'000, 'a')}};
  const auto small = cost_of("words.matches('b')", values);
  const auto large = cost_of("words.matches('[ax]*a[ax]{200}b')", values);
  EXPECT_GE(small, 20'000U);
  EXPECT_GE(large, 10 * small);
}

TEST(Cost, ALiteralPatternIsRefusedWhereItIsTooLarge) {
  Scope scope;
  scope.declare("s", simple(Type::Kind::string));
  EXPECT_EQ(first_finding("s.matches('(?:.{0,300}a.{0,300}b){2}c')", &scope), "1:11 cel/pattern");
  EXPECT_EQ(first_finding("s.matches('" + std::string(1'025, 'a') + "')", &scope),
            "1:11 cel/pattern");
  PatternAllowance patterns;
  CompileOptions options;
  options.patterns = &patterns;
  std::size_t taken = 0;
  for (; taken < 1'000; ++taken) {
    if (!Expression::compile("s.matches('(?:a?b?c?d?e?){100}N')", &scope, options).expression)
      break;
  }
  EXPECT_GT(taken, 20U);
  EXPECT_LT(taken, 200U);
  PatternAllowance of_failures;
  options.patterns = &of_failures;
  for (int failures = 0; failures < 5; ++failures)
    (void)Expression::compile("s.matches('(\\\\pL{1,25}){1,25}')", &scope, options);
  EXPECT_EQ(of_failures.left, 0U) << "those that are too large are not tried without end";
}

TEST(Cost, AnExpressionByItselfHasAnAllowanceOfPatternsToo) {
  Scope scope;
  scope.declare("s", simple(Type::Kind::string));
  std::string text = "[false";
  for (int i = 0; i < 200; ++i)
    text += ", s.matches('(?:a?b?c?d?e?){100}" + std::to_string(i) + "')";
  const auto compiled = Expression::compile(text + "]", &scope);
  ASSERT_EQ(compiled.findings.size(), 1U);
  EXPECT_EQ(compiled.findings.front().rule, "cel/pattern");
  EXPECT_EQ(compiled.expression, nullptr);
}

TEST(Cost, PatternsAreNotCompiledForWhoeverOnlyLooksAtWhatIsRead) {
  Scope scope;
  scope.declare("s", simple(Type::Kind::string));
  CompileOptions options;
  options.compile_patterns = false;
  EXPECT_EQ(Expression::compile("s.matches('(')", &scope).expression, nullptr);
  const auto compiled = Expression::compile("s.matches('(')", &scope, options);
  ASSERT_NE(compiled.expression, nullptr);
  EXPECT_EQ(compiled.expression->reads().size(), 1U);
}

TEST(Cost, SortingCostsTheBytesThatAreCompared) {
  const core::Json values{{"items", texts(1'000, std::string(600, 'a'))},
                          {"short", texts(1'000, "a")}};
  EXPECT_GT(cost_of("items.sort() == []", values), 250'000U);
  EXPECT_GT(cost_of("items.sortBy(i, i) == []", values), 250'000U);
  EXPECT_LT(cost_of("short.sort() == []", values), 20'000U);
  EXPECT_EQ(fault_in("lists.range(20000).map(i, s).sort().size() > 0",
                     Counted(core::Json{{"s", std::string(900'000, 'a')}}))
                .code,
            core::Errc::limited);
}

TEST(Cost, AnErrorThatIsForgivenCostsMoreThanAValue) {
  const core::Json values{{"items", texts(1'000, "a")}};
  EXPECT_GT(cost_of("items.exists(i, i.nothing == 1)", values), 1'000U * 10);
  EXPECT_GT(cost_of("items.exists(i, timestamp('2026-05-04T10:00:00Z').getHours('No/Where') == 1)",
                    values),
            1'000U * 40);
}

TEST(Cost, AMapOfNumbersIsFoundAsFastAsOneOfTexts) {
  const core::Json values{{"items", texts(20'000, "a")}};
  const auto expression =
      compiled("cel.bind(m, items.transformMap(i, v, v), items.all(i, v, m[i] == 'a'))");
  EXPECT_TRUE(expression->evaluate(Counted(values)).value.value().is_true());
}

// A clock that moves on by 30 ms whenever it is read.
std::chrono::nanoseconds ticking() {
  static std::chrono::nanoseconds time{};
  return time += milliseconds(30);
}

TEST(Budget, TimeIsTheBackstop) {
  const core::Json values{{"items", texts(40'000, "a")}};
  EXPECT_EQ(fault_in("items.all(i, i == 'a' && i != 'b')", Counted(values, ticking)).message,
            "the expression took longer than 100 ms");
  EXPECT_TRUE(compiled("items[0] == 'a'")->evaluate(Counted(values, ticking)).value.has_value());
}

TEST(Budget, IsSharedByEvaluationsThatFollowOneAnother) {
  const Counted names(core::Json{{"items", texts(10'000, "a")}}, nullptr, 100'000);
  const auto expression = compiled("items.all(i, i == 'a')");
  EXPECT_TRUE(expression->evaluate(names).value.has_value());
  EXPECT_TRUE(expression->evaluate(names).value.has_value());
  EXPECT_EQ(expression->evaluate(names).value.error().message,
            "the expressions evaluated here cost more than 100000 steps together");
  EXPECT_TRUE(names.budget()->exhausted());
  const Counted timed(core::Json{{"items", texts(10'000, "a")}}, ticking, 10'000'000,
                      milliseconds(150));
  EXPECT_TRUE(expression->evaluate(timed).value.has_value());
  EXPECT_TRUE(expression->evaluate(timed).value.has_value());
  EXPECT_FALSE(expression->evaluate(timed).value.has_value());
}

TEST(Budget, ExplainsWithWhatIsLeft) {
  const Counted names(core::Json{{"items", texts(10'000, "a")}}, nullptr, 60'000);
  const auto expression = compiled("items.all(i, i == 'b') && items.all(i, i == 'b')");
  const auto explained = explain_gate(*expression, names);
  EXPECT_EQ(explained.verdict.outcome, Outcome::closed);
  EXPECT_TRUE(explained.tree.decisive);
  const auto closed = compiled("items.all(i, i == 'a') && items.size() == 1");
  EXPECT_EQ(decide_gate(*closed, names).reason,
            "items.all(i, i == 'a') && items.size() == 1 is false");
}

}  // namespace
}  // namespace baton::cel::test
