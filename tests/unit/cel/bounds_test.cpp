#include "unit/cel/support.hpp"

#include <gtest/gtest.h>

// What an expression makes of small input stays small: in memory, as JSON and as text for people.
namespace baton::cel::test {
namespace {

// An event with `count` numbers in event.l, `bytes` letters in event.s, and as many letters of two
// bytes each in event.e.
JsonBindings large(std::size_t count, std::size_t bytes) {
  core::Json event{
      {"l", core::Json::array()}, {"s", std::string(bytes, 'a')}, {"e", std::string()}};
  for (std::size_t i = 0; i < count; ++i) event["l"].push_back(i);
  for (std::size_t i = 0; i < bytes; ++i) event["e"].get_ref<std::string&>() += "é";
  return JsonBindings(core::dump({{"event", std::move(event)}}));
}

// A list that holds a list twice, that holds a list twice, and so on `times` times. It takes little
// memory, and 2^times steps to walk.
std::string doubled(int times) {
  std::string text = "[[1]]";
  for (int i = 0; i < times; ++i) text += ".map(a, [a, a])";
  return text;
}

std::size_t bytes_of(const Explained& part) {
  auto sum = part.text.size() + part.value.size();
  for (const auto& below : part.parts) sum += bytes_of(below);
  return sum;
}

core::Error fault_of(std::string_view text, const Bindings& names) {
  const auto evaluation = compiled(text)->evaluate(names);
  return evaluation.value ? core::Error{core::Errc::internal, "it came to a value"}
                          : evaluation.value.error();
}

TEST(Bounds, AnExplanationIsSmallWhateverTheValues) {
  const auto names = large(1'000, 10'000);
  EXPECT_LT(bytes_of(compiled("event.l.map(a, event.s).join(event.s) == ''")->explain(names)),
            20'000U);
  EXPECT_LT(bytes_of(compiled(doubled(20) + ".size() > 0")->explain(names)), 150'000U);
  std::string wide = "[event.s";
  for (int i = 0; i < 1'000; ++i) wide += ", event.s";
  EXPECT_LT(bytes_of(compiled(wide + "] == []")->explain(names)), 200'000U);
  std::string deep = "size(" + std::string(4'000, ' ');
  for (int i = 0; i < 150; ++i) deep = "[" + deep;
  deep += "event.l)" + std::string(150, ']') + " == []";
  EXPECT_LT(bytes_of(compiled(deep)->explain(names)), 200'000U);
}

TEST(Bounds, AShownValueIsCutBetweenCharactersAndSaysSo) {
  const auto names = large(1'000, 10'000);
  for (const auto* text : {"event.e", "[event.e]", "{'k': event.e}", "optional.of(event.e)",
                           "'a' + event.e", "bytes(event.e)", "event.l.map(a, event.e)"}) {
    const auto shown = compiled(text)->explain(names).value;
    EXPECT_TRUE(core::is_utf8(shown)) << text;
    EXPECT_TRUE(shown.ends_with("…")) << text;
    EXPECT_GT(shown.size(), 1'000U) << text;
    EXPECT_LT(shown.size(), 3'000U) << text;
  }
  EXPECT_EQ(compiled("event.l.filter(a, a < 3)")->explain(names).value, "[0, 1, 2]");
}

TEST(Bounds, AReasonIsSmallWhateverTheCondition) {
  const auto names = large(1'000, 10'000);
  std::string condition = "event.s == ''";
  for (int i = 0; i < 500; ++i) condition += " || event.l == [" + std::to_string(i) + "]";
  const auto reason = compiled(condition)->why_false(names);
  EXPECT_LT(reason.size(), 2'100U);
  EXPECT_TRUE(reason.ends_with("…"));
  EXPECT_TRUE(reason.starts_with("event.s == '': event.s is \"aaa")) << reason;
  EXPECT_LT(compiled("event.s == event.e")->why_false(names).size(), 400U);
}

TEST(Bounds, AnErrorQuotesLittle) {
  const auto names = large(1'000, 10'000);
  for (const auto* text :
       {"int(event.s)", "event[event.s]", "event.l[event.s]", "{event.s: 1, event.s: 2}",
        "string(b'\\xff' + bytes(event.s))", "base64.decode('!' + event.s)"}) {
    const auto fault = fault_of(text, names);
    EXPECT_EQ(fault.code == core::Errc::invalid || fault.code == core::Errc::not_found, true)
        << text << ": " << fault.message;
    EXPECT_LT(fault.message.size(), 3'000U) << text;
  }
}

TEST(Bounds, APatternFromDataIsAsLongAsOneThatIsWrittenAtMost) {
  EXPECT_TRUE(compiled("'a'.matches(event.s)")->evaluate(large(1, 1'024)).value.has_value());
  EXPECT_EQ(fault_of("'a'.matches(event.s)", large(1, 1'025)).code, core::Errc::too_large);
}

TEST(Bounds, WhatIsMadeCosts) {
  const auto names = large(1'000, 500'000);
  for (const auto* text :
       {"event.l.map(a, bytes(event.s)).size() > 0",
        "event.l.map(a, string(bytes(event.s))).size() > 0",
        "event.l.map(a, event.s.upperAscii()).size() > 0",
        "'%s'.format([event.l.map(a, event.s)]) == ''",
        "'%s'.format([{'a': event.l.map(a, event.s)}]) == ''",
        "'%x%x'.format([event.s, event.s]) == ''", "event.l.map(a, event.s).join(event.s) == ''",
        "event.s.split('').size() > 0",
        "event.l.map(a, event.l.map(b, [[[[[[[[]]]]]]]])).size() > 0",
        "lists.range(900000).size() > 0"}) {
    const auto fault = fault_of(text, names);
    EXPECT_EQ(fault.code, core::Errc::limited) << text << ": " << fault.message;
    EXPECT_EQ(fault.message, "the expression costs more than 1000000 steps") << text;
  }
}

TEST(Bounds, WhatIsWalkedCosts) {
  const auto names = large(1'000, 500'000);
  for (const auto* text :
       {"event.l.all(a, event.s.charAt(0) == 'a')",
        "event.l.all(a, event.s.substring(0, 1) == 'a')", "event.l.all(a, event.s == event.s)",
        "event.l.all(a, event.s <= event.s)", "event.l.all(a, event.s.startsWith(event.s))",
        "event.l.all(a, event.s.endsWith(event.s))"}) {
    EXPECT_EQ(fault_of(text, names).code, core::Errc::limited) << text;
  }
  for (const auto* form : {"%s == %s", "%s in [%s]", "[%s, %s].distinct() == []",
                           "optional.of(%s) == optional.of(%s)"}) {
    std::string text = form;
    for (auto at = text.find("%s"); at != std::string::npos; at = text.find("%s"))
      text.replace(at, 2, doubled(60));
    EXPECT_EQ(fault_of(text, names).code, core::Errc::limited) << form;
  }
}

TEST(Bounds, AValueBecomesJsonOfABoundedSize) {
  const auto names = large(1'000, 100'000);
  for (const auto& text : {std::string("event.l.map(a, event.s)"),
                           std::string("event.l.map(a, event)"), doubled(22)}) {
    const auto expression = compiled(text);
    const auto json = expression->evaluate(names).value.value().to_json();
    ASSERT_FALSE(json) << text;
    EXPECT_EQ(json.error().code, core::Errc::too_large);
  }
  EXPECT_TRUE(compiled("event")->evaluate(names).value.value().to_json());
}

TEST(Bounds, ADocumentIsBoundedAsAWhole) {
  const auto names = large(1'000, 100'000);
  core::Json document = core::Json::array();
  std::string text;
  for (int i = 0; i < 300; ++i) {
    document.push_back("${event}");
    text += "${event.s}";
  }
  for (const auto& whole : {document, core::Json(text)}) {
    const auto rendered = Document::compile(whole).document->render(names);
    ASSERT_FALSE(rendered);
    EXPECT_EQ(rendered.error().code, core::Errc::too_large);
  }
  EXPECT_TRUE(Document::compile(core::Json{{"a", "${event}"}, {"b", "to ${event.s}"}})
                  .document->render(names));
}

}  // namespace
}  // namespace baton::cel::test
